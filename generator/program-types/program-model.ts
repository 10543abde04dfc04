import type { ServiceModel } from "../../src/definition/model.js";
import { PROGRAM_TYPE, type ProgramType } from "../../src/definition/program-type.js";
import type { TypeSettings } from "../emit/type-settings.js";
import { checkProgramValues } from "./check-values.js";
import { dateTimes } from "./date-times.js";
import { findTexts, type Versions } from "./find-texts.js";
import type { GenerateNote } from "./note.js";
import { octets } from "./octets.js";
import type { TextKind } from "./text-kind.js";
import { withMembers } from "./with-members.js";

/** A definition as generated code has it. */
export interface ProgramModel {
  /** The schemas of values that programs have in another form say so. */
  readonly model: ServiceModel;
  /** True when some are marked. */
  readonly isMarked: boolean;
  readonly notes: readonly GenerateNote[];
}

/** Marks the schemas of a definition whose values programs have in another form than they travel in. */
export function programModel(model: ServiceModel, settings: TypeSettings): ProgramModel {
  const program = withProgramTypes(model, [
    ...(settings.dateTimes === "string" ? [] : [dateTimes("Date" satisfies ProgramType)]),
    ...(settings.octets === "string" ? [] : [octets("Uint8Array" satisfies ProgramType)]),
  ]);
  if (program.isMarked && settings.octets !== "string") checkProgramValues(program.model);
  return program;
}

/** Marks the schemas whose texts are of some kinds with the types that programs have. */
export function withProgramTypes(
  model: ServiceModel,
  kinds: readonly TextKind[],
  versions: Versions = "apart",
): ProgramModel {
  const found = kinds.map((kind) => ({ kind, ...findTexts(model, kind, versions) }));
  const types = new Map(
    found.flatMap(({ kind, schemas }) =>
      [...schemas].map((schema) => [schema, { [PROGRAM_TYPE]: kind.typeName }] as const),
    ),
  );
  const notes = found.flatMap((each) => each.notes);
  const isMarked = types.size > 0;
  return { model: isMarked ? withMembers(model, types) : model, isMarked, notes };
}
