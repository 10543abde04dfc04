import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pascalCase } from "../../src/definition/names.js";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { replaceFile } from "../output.js";
import type { Print } from "../program.js";

/** Options of `oslo-gen init`. */
export interface InitOptions {
  readonly dir: string;
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
const METASCHEMA = "node_modules/oslo-rpc/schemas/oslo-service.schema.json";

/**
 * Writes the definition of a new service, to be edited.
 *
 * @param name such as `my-service`: the name of the file, and of the topic
 * @throws {CommandFailure} the file exists.
 */
export function init(name: string, { dir }: InitOptions, print: Print): void {
  if (!NAME.test(name)) {
    throw new UsageError(
      `${JSON.stringify(name)} is no name of a service; use letters, digits and "-", as my-service`,
    );
  }
  const path = join(dir, `${name}.json`);
  if (existsSync(path)) throw new CommandFailure(`${path} exists and was left as it is`);
  const metaschema = relative(dir, METASCHEMA).split(sep).join("/");
  replaceFile(path, `${JSON.stringify(starter(name, metaschema), null, 2)}\n`);
  print(`wrote ${path}`);
}

function starter(name: string, metaschema: string): unknown {
  return {
    $schema: metaschema,
    service: pascalCase(name),
    description: `The ${name} service.`,
    topic: name,
    version: "1.0",
    methods: {
      hello: {
        description: "Greets somebody.",
        params: [{ name: "name", schema: { type: "string" }, description: "whom to greet" }],
        result: { type: "string" },
      },
    },
  };
}
