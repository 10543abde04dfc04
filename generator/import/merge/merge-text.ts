import { isDeepStrictEqual } from "node:util";
import { withoutComments } from "../../../src/definition/comments.js";
import { formatOf } from "../../../src/definition/definition-format.js";
import { parseYaml } from "../../../src/definition/parse-yaml.js";
import { parseJson, stringifyJson } from "../../../src/json/json.js";
import type { JsonObject } from "../../../src/json/json-object.js";
import { CommandFailure } from "../../../src/terminal/command-failure.js";
import { type Merged, mergeDefinition } from "./merge-definition.js";
import { TextEdits } from "./text-edits.js";
import { YamlEdits } from "./yaml-edits.js";

/**
 * Adds to the text of a definition what an import knows and it lacks, in the notation that the name of its file stands
 * for.
 *
 * @throws {CommandFailure} YAML that has more than one way to change it, as with aliases.
 */
export function mergeText(text: string, file: string, imported: JsonObject): Merged {
  if (formatOf(file) !== "YAML") {
    const definition = parseJson(withoutComments(text.replace(/^\ufeff/, ""))) as JsonObject;
    return mergeDefinition(new TextEdits(text), definition, imported);
  }
  const definition = parseYaml(text) as JsonObject;
  const merged = mergeDefinition(new YamlEdits(text), definition, imported);
  // The same in JSON, where nothing stands in two places, says what has to come of it.
  const json = stringifyJson(definition);
  const expected = parseJson(mergeDefinition(new TextEdits(json), definition, imported).text);
  if (isDeepStrictEqual(readBack(merged.text), expected)) return merged;
  throw new CommandFailure(
    `${file}: the YAML cannot be added to as it stands; write aliases out, or add what the report tells by hand`,
  );
}

function readBack(text: string): unknown {
  try {
    return parseYaml(text);
  } catch {
    return undefined;
  }
}
