import { basename, extname } from "node:path";

/** A notation that definitions are written in. */
export type DefinitionFormat = "JSON" | "JSON with comments" | "YAML";

const FORMATS: ReadonlyMap<string, DefinitionFormat> = new Map([
  [".json", "JSON"],
  [".jsonc", "JSON with comments"],
  [".yaml", "YAML"],
  [".yml", "YAML"],
]);

/** The format that the name of a file stands for; JSON where it stands for none. */
export function formatOf(file: string): DefinitionFormat {
  return FORMATS.get(extname(file)) ?? "JSON";
}

/** True for the name of a file that may hold a definition. */
export function isDefinitionName(file: string): boolean {
  return FORMATS.has(extname(file));
}

/** The name of a definition: that of its file, without the ending that stands for the format. */
export function definitionName(file: string): string {
  return isDefinitionName(file) ? basename(file, extname(file)) : basename(file);
}
