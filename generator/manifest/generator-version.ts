import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { metaschemaText } from "../../src/definition/metaschema.js";
import { memberOf } from "../../src/json/json-object.js";
import { PACKAGE_VERSION } from "../../src/package/package-version.js";

/** The name that the build gives a part of the command: it changes with the code in it and with what that loads. */
const BUILT = /^[^/]+-[0-9A-Z]{8}\.js$/;

/** Files that generating goes by and no chunk holds. */
export interface Foundations {
  /** The text of the metaschema, which decides what a definition may hold. */
  readonly metaschema: string;
  /** The version of the parser of YAML. */
  readonly yaml: string;
  /** The version of V8, which decides what is a regular expression. */
  readonly v8: string;
}

/**
 * All that decides what is made of a definition, as a text that changes with it; undefined where the command runs from
 * its sources, of which nothing tells whether they changed.
 *
 * @param module the address of the module that generates
 */
export function generatorVersion(module: string, foundations = installed()): string | undefined {
  const chunk = module.slice(module.lastIndexOf("/") + 1);
  if (!BUILT.test(chunk)) return undefined;
  const { metaschema, yaml, v8 } = foundations;
  const hash = createHash("sha256").update(metaschema).digest("hex");
  return [PACKAGE_VERSION, chunk, hash, yaml, v8].join(" ");
}

function installed(): Foundations {
  const manifest: unknown = createRequire(import.meta.url)("yaml/package.json");
  return {
    metaschema: metaschemaText(),
    yaml: String(memberOf(manifest, "version")),
    v8: process.versions.v8,
  };
}
