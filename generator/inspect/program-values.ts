import { buildModel } from "../../src/definition/build-model.js";
import { pointerSegments } from "../../src/definition/json-pointer.js";
import type { ServiceInspection } from "../../src/definition/load-service.js";
import { Problems } from "../../src/definition/problems.js";
import { DefinitionError, type DefinitionProblem } from "../../src/errors/setup-errors.js";
import type { TypeSettings } from "../emit/type-settings.js";
import { programModel } from "../program-types/program-model.js";

/**
 * The defaults and examples for which code with certain types would be refused, as these ask more of a text than its
 * schema does; none where the definition is wrong already.
 */
export function programMisfits(
  file: string,
  { checked, problems }: ServiceInspection,
  types: TypeSettings,
): readonly DefinitionProblem[] {
  if (checked === undefined || problems.length > 0) return [];
  try {
    programModel(buildModel(file, checked.document, checked.library), types);
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
