import { dirname, join, relative, sep } from "node:path";
import { pascalCase, serviceNames } from "../../src/definition/names.js";
import type { GeneratorConfig } from "../config.js";
import { moduleSpecifier } from "../emit/context.js";
import type { StarterFile } from "./project-files.js";

const METASCHEMA = "node_modules/oslo-rpc/schemas/oslo-service.schema.json";

/** The `$schema` of the definitions in a folder. */
export function metaschemaPath(dir: string): string {
  return relative(dir, METASCHEMA).split(sep).join("/");
}

/** The definition of a new service, to be edited. */
export function definitionFile(name: string, dir: string): StarterFile {
  const service = pascalCase(name) ?? "Service";
  const definition = {
    $schema: metaschemaPath(dir),
    service,
    description: `The ${name} service.`,
    topic: name,
    version: "1.0",
    methods: {
      hello: {
        description: "Greets somebody.",
        params: [{ name: "name", schema: { type: "string" }, description: "whom to greet" }],
        result: { type: "string", description: "the greeting" },
      },
    },
  };
  return { path: join(dir, `${name}.json`), text: `${JSON.stringify(definition, null, 2)}\n` };
}

/** The endpoint class of a new service, and a test that calls it. */
export function programFiles(name: string, config: GeneratorConfig): readonly [StarterFile, StarterFile] {
  const { type } = serviceNames(pascalCase(name) ?? "Service");
  const endpoint = join(config.dir, `${name}.ts`);
  const test = join("test", `${name}.test.ts`);
  const generated = join(config.out, name, "index");
  const importOf = (from: string, to: string) => {
    const path = relative(dirname(from), to).split(sep).join("/");
    return moduleSpecifier(path.startsWith(".") ? path : `./${path}`, config.importExtension);
  };
  return [
    {
      path: endpoint,
      text: `import type { RequestContext } from "oslo-rpc";
import { ${type}Endpoint } from "${importOf(endpoint, generated)}";

/** Answers calls of ${name}. */
export class ${type} extends ${type}Endpoint {
  override async hello(_ctx: RequestContext, name: string): Promise<string> {
    return \`Hello, \${name}\`;
  }
}
`,
    },
    {
      path: test,
      text: `import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { getRpcTransport, RpcServer } from "oslo-rpc";
import { ${type}Client } from "${importOf(test, generated)}";
import { ${type} } from "${importOf(test, endpoint.replace(/\.ts$/, ""))}";

// Messages stay in this process, so that no broker is needed.
const transport = getRpcTransport({ url: "fake://${name}" });
const server = new RpcServer(transport, { server: "test", endpoints: [new ${type}()] });
const client = new ${type}Client(transport, { timeout: 5 });

before(() => server.start());
after(async () => {
  await server.stop();
  await transport.close();
});

test("hello greets by name", async () => {
  assert.equal(await client.hello("Ada"), "Hello, Ada");
});
`,
    },
  ];
}
