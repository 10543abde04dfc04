import { buildModel } from "../../src/definition/build-model.js";
import { pointerSegments } from "../../src/definition/json-pointer.js";
import type { ServiceInspection } from "../../src/definition/load-service.js";
import { Problems } from "../../src/definition/problems.js";
import { DefinitionError, type DefinitionProblem } from "../../src/errors/setup-errors.js";
import { programModel } from "../program-types/program-model.js";
import type { PackageSettings } from "../project/package-settings.js";
import { pythonModel } from "../python/program-types.js";

/**
 * The defaults and examples for which code with certain types would be refused, as these ask more of a text than its
 * schema does; none where the definition is wrong already.
 */
export function programMisfits(
  file: string,
  { checked, problems }: ServiceInspection,
  { types, pythonTypes }: Pick<PackageSettings, "types" | "pythonTypes">,
): readonly DefinitionProblem[] {
  if (checked === undefined || problems.length > 0) return [];
  const model = buildModel(file, checked.document, checked.library);
  const found = [
    ...misfitsOf(() => programModel(model, types)),
    ...misfitsOf(() => pythonModel(model, pythonTypes)),
  ];
  // What no program has a value for, none of either language has.
  return [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function misfitsOf(make: () => unknown): readonly DefinitionProblem[] {
  try {
    make();
    return [];
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const found = new Problems();
    for (const { file: place, pointer, message } of error.problems) {
      const isDefault = pointerSegments(pointer)?.at(-1) === "default";
      found.add(place, pointer, message, isDefault ? "default-misfit" : "example-misfit");
    }
    return found.list;
  }
}
