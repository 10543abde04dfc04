import { join, posix, relative, resolve, sep } from "node:path";
import { isJsonObject, memberOf } from "../../src/json/json-object.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { type ImportExtension, moduleSpecifier } from "../emit/context.js";
import { manifestIn } from "../init/project-manifest.js";
import { foldersAround } from "../project/folders.js";

/** The places between which a scaffolded class imports. */
export interface ModulePlaces {
  /** Folder of the user's endpoint classes. */
  readonly dir: string;
  /** Folder of generated code. */
  readonly out: string;
  readonly importExtension: ImportExtension;
  /** The specifier that the configuration gives, with `{name}` in it. */
  readonly generatedModule?: string | undefined;
}

const ENDING = /(?:\.d)?\.[cm]?[jt]sx?$/;

/**
 * The specifier by which a user's class imports the generated code of a service. Code of another package is imported by
 * that package's name, as its `exports` say.
 *
 * @param name the name of the service's files
 * @throws {UsageError} the other package does not export it.
 */
export function generatedModule(name: string, places: ModulePlaces): string {
  const { dir, out, importExtension } = places;
  if (places.generatedModule !== undefined) return places.generatedModule.replaceAll("{name}", name);
  const from = packageAround(dir);
  const to = packageAround(out);
  const index = join(out, name, "index");
  if (from?.folder === to?.folder || from === undefined || to === undefined)
    return moduleSpecifier(relativeModule(dir, index), importExtension);
  const exported = memberOf(to.manifest, "exports");
  const path = relative(to.folder, resolve(index)).split(sep).join("/");
  const subpath =
    exported === undefined
      ? moduleSpecifier(path, importExtension)
      : exportOf(exported, { path, name, ending: importExtension === "ts" ? "ts" : "js" });
  if (subpath !== undefined) return posix.join(to.name, subpath);
  throw new UsageError(
    `${out} is of the package ${to.name}, which does not export ${path}; ` +
      'export it, or say by "generatedModule" in the configuration how it is imported, as "my-contracts/{name}"',
  );
}

/** The subpath that exports a module: its source, or what looks like the JavaScript that is built of it. */
function exportOf(
  exported: unknown,
  { path, name, ending }: { readonly path: string; readonly name: string; readonly ending: string },
): string | undefined {
  const modules = Object.entries(isJsonObject(exported) ? exported : {})
    .filter(([subpath]) => subpath.startsWith("./"))
    .flatMap(([subpath, value]) =>
      targetsOf(value).flatMap((target) =>
        [name, `${name}/index`, path].map((star) => {
          // A pattern that ends with its star leaves the ending to whoever imports.
          const whole = target.endsWith("*") ? `${star}.${ending}` : star;
          const module = target.replace("*", whole).replace(ENDING, "").replace(/^\.\//, "");
          return { subpath: subpath.replace("*", whole), module };
        }),
      ),
    );
  const found =
    modules.find(({ module }) => module === path) ??
    modules.find(({ module }) => module.endsWith(`/${name}/index`));
  return found?.subpath;
}

function targetsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return isJsonObject(value) ? Object.values(value).flatMap(targetsOf) : [];
}

interface Package {
  readonly folder: string;
  readonly name: string;
  readonly manifest: unknown;
}

/**
 * The package that a folder is in, which need not be there yet. A manifest without a name is of none: it may only say of
 * which kind the modules beside it are.
 */
function packageAround(folder: string): Package | undefined {
  for (const around of foldersAround(resolve(folder))) {
    const manifest = manifestIn(around);
    const name = memberOf(manifest, "name");
    if (typeof name === "string") return { folder: around, name, manifest };
  }
  return undefined;
}

function relativeModule(from: string, to: string): string {
  const path = relative(from, to).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
