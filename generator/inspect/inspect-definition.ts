import { buildModel } from "../../src/definition/build-model.js";
import { inspectService, type ServiceInspection } from "../../src/definition/load-service.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { Problems } from "../../src/definition/problems.js";
import type { ReadOptions } from "../../src/definition/read-options.js";
import { DefinitionError } from "../../src/errors/setup-errors.js";
import { checkDefaults } from "./default-values.js";
import { checkExampleValues } from "./example-values.js";

/** Reads a definition, and says all that is wrong with it; its defaults and examples are looked at once the rest is right. */
export function inspectDefinition(file: string, reading?: ReadOptions): ServiceInspection {
  const inspection = inspectService(file, reading);
  if (inspection.checked === undefined || inspection.problems.length > 0) return inspection;
  const problems = new Problems();
  checkDefaults(inspection.checked.library, problems);
  checkExampleValues(file, inspection.checked, problems);
  return { ...inspection, problems: problems.list };
}

/**
 * Loads a definition to generate from.
 *
 * @throws {DefinitionError} it cannot be read or is wrong; the error holds every mistake.
 */
export function loadDefinition(file: string, reading?: ReadOptions): ServiceModel {
  const { checked, problems } = inspectDefinition(file, reading);
  if (checked === undefined || problems.length > 0) throw new DefinitionError(problems);
  return buildModel(file, checked.document, checked.library);
}
