import { existsSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { isJsonObject, itemsOf, memberOf } from "../../src/json/json-object.js";
import { foldersAround, isInside } from "../project/folders.js";
import { manifestIn } from "./project-manifest.js";

const SCHEMAS = "node_modules/oslo-rpc/schemas";
const METASCHEMA = "oslo-service.schema.json";

/** The `$schema` of the definitions in a folder: where the package is installed, or will be. */
export function metaschemaPath(dir: string): string {
  return schemaPath(dir, METASCHEMA);
}

/** The path of a schema of the package, as seen from a folder. */
export function schemaPath(dir: string, name: string): string {
  const path = relative(resolve(dir), join(installationFolder(), SCHEMAS, name))
    .split(sep)
    .join("/");
  return path.startsWith(".") ? path : `./${path}`;
}

/** Where packages are installed: in a workspace npm puts them into the folder around all its packages. */
function installationFolder(): string {
  const here = resolve();
  const around = foldersAround(here);
  const installed = around.find((folder) => existsSync(join(folder, SCHEMAS)));
  return installed ?? around.slice(1).find((folder) => isWorkspaceOf(folder, here)) ?? here;
}

function isWorkspaceOf(folder: string, member: string): boolean {
  const workspaces = memberOf(manifestIn(folder), "workspaces");
  const patterns = isJsonObject(workspaces) ? itemsOf(workspaces.packages) : itemsOf(workspaces);
  return patterns.some((pattern) => {
    if (typeof pattern !== "string") return false;
    const [fixed = ""] = pattern.split("*");
    // What stands before the star is enough: a package that begins here is to be one of them.
    return member !== folder && isInside(resolve(folder, fixed), member);
  });
}
