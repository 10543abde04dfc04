import { relative, resolve } from "node:path";
import { isJsonObject, type JsonObject } from "../../src/json/json-object.js";
import type { ImportExtension } from "../emit/context.js";
import { DEFAULT_TYPES, TYPE_CHOICES, type TypeSettings } from "../emit/type-settings.js";
import {
  DEFAULT_PYTHON_TYPES,
  PYTHON_TYPE_CHOICES,
  type PythonTypeSettings,
} from "../python/type-settings.js";
import { ConfigValues } from "./config-values.js";
import { isInside, seenFrom } from "./folders.js";

/** The settings of one package: of the whole project, or of one that the configuration of a workspace names. */
export interface PackageSettings {
  /** Its folder, as seen from the current one; "" when it is that. */
  readonly folder: string;
  /** Definition files. */
  readonly schemas: readonly string[] | undefined;
  /** The file and the JSON pointer of that list. */
  readonly schemasAt: string;
  /** Folder of generated code. */
  readonly out: string;
  /** Folder of the user's endpoint classes. */
  readonly dir: string;
  readonly importExtension: ImportExtension;
  readonly types: TypeSettings;
  /** The types of generated Python. */
  readonly pythonTypes: PythonTypeSettings;
  /** The specifier by which scaffolded classes import generated code, with `{name}` in it. */
  readonly generatedModule: string | undefined;
}

/** The keys of a package, which stand at the top of the file, or beside each package in it. */
export const PACKAGE_KEYS = [
  ...["schemas", "out", "dir", "importExtension", "generatedModule", "types", "pythonTypes"],
];
const EXTENSIONS: readonly ImportExtension[] = ["js", "ts", "none"];
const NAME = "{name}";

/** The settings of a package without any. */
export function defaultSettings(folder = ""): PackageSettings {
  return settingsOf(new ConfigValues("", {}, []), folder, undefined);
}

/**
 * The packages of a configuration: those it names, each with what stands at the top where it says nothing else, or the
 * project itself. Where the current folder is in one of them it is that one alone.
 *
 * @param root the folder of the configuration, as seen from the current one
 */
export function packagesOf(values: ConfigValues, file: string, root: string): readonly PackageSettings[] {
  const named = namedPackages(values);
  const common = settingsOf(values, root, undefined);
  if (named === undefined) return [common];
  const packages = Object.entries(named).map(([path, own]) => {
    const folder = relative("", resolve(root, path));
    const settings = new ConfigValues(file, own, PACKAGE_KEYS, ["packages", path]);
    return settingsOf(settings, folder, values);
  });
  const here = packages.filter(({ folder }) => isInside(resolve(folder), resolve()));
  return here.length > 0 ? here : packages;
}

/** The folders of packages that a configuration names. */
export function namedPackages(values: ConfigValues): Readonly<Record<string, JsonObject>> | undefined {
  const value = values.get("packages");
  if (value === undefined) return undefined;
  const isMap =
    isJsonObject(value) &&
    Object.keys(value).length > 0 &&
    Object.entries(value).every(([path, own]) => path !== "" && isJsonObject(own));
  return isMap
    ? (value as Readonly<Record<string, JsonObject>>)
    : values.fail('"packages" must map folders of packages to their settings');
}

/** Paths are seen from the folder of the package, wherever they stand. */
function settingsOf(own: ConfigValues, folder: string, common: ConfigValues | undefined): PackageSettings {
  const from = (key: string) => (own.has(key) || common === undefined ? own : common);
  const path = (key: string, fallback: string) =>
    seenFrom(folder, from(key).text(key, "the path of a folder") ?? fallback);
  const module = from("generatedModule").text("generatedModule", `a specifier with ${NAME} in it`);
  if (module?.includes(NAME) === false)
    from("generatedModule").fail(`"generatedModule" must have ${NAME} in it, the name of the definition`);
  return {
    folder,
    schemas: from("schemas")
      .list("schemas", "paths")
      ?.map((file) => seenFrom(folder, file)),
    schemasAt: from("schemas").placeOf("schemas"),
    out: path("out", "generated"),
    dir: path("dir", "src/endpoints"),
    importExtension: from("importExtension").choice("importExtension", EXTENSIONS) ?? "js",
    generatedModule: module,
    types: typeSettings(from("types")),
    pythonTypes: pythonTypeSettings(from("pythonTypes")),
  };
}

/** True where programs have texts as octets, in whichever language. */
export function hasOctets({ types, pythonTypes }: Pick<PackageSettings, "types" | "pythonTypes">): boolean {
  return types.octets !== "string" || pythonTypes.octets !== "str";
}

function typeSettings(values: ConfigValues): TypeSettings {
  const types = values.object("types", Object.keys(TYPE_CHOICES));
  const chosen = <Key extends keyof TypeSettings>(key: Key): TypeSettings[Key] =>
    types?.choice(key, TYPE_CHOICES[key]) ?? DEFAULT_TYPES[key];
  return {
    dateTimes: chosen("dateTimes"),
    octets: chosen("octets"),
    openObjects: chosen("openObjects"),
    oneWayMembers: chosen("oneWayMembers"),
  };
}

function pythonTypeSettings(values: ConfigValues): PythonTypeSettings {
  const types = values.object("pythonTypes", Object.keys(PYTHON_TYPE_CHOICES));
  const chosen = <Key extends keyof PythonTypeSettings>(key: Key): PythonTypeSettings[Key] =>
    types?.choice(key, PYTHON_TYPE_CHOICES[key]) ?? DEFAULT_PYTHON_TYPES[key];
  return { octets: chosen("octets"), decimals: chosen("decimals") };
}
