import { keptOutput } from "../unit/generator/fixtures.js";

/** The generated code of all fixtures by path; without the endpoint classes, whose files are the user's own. */
export function generatedCode(): ReadonlyMap<string, string> {
  return new Map([...keptOutput()].filter(([path]) => !path.startsWith("endpoints")));
}
