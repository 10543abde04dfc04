import type { DefinitionModel, ServiceModel } from "../../src/definition/model.js";
import { OneWayView } from "./one-way-members.js";
import { SchemaTypes } from "./schema-types.js";
import type { TypeSettings } from "./type-settings.js";

/** The types of what goes one way: out of a service, or into it. */
export interface DirectedTypes {
  readonly types: SchemaTypes;
  /** The definitions as they are that way. */
  readonly $defs: readonly DefinitionModel[];
  /** Absent where both ways have the same members. */
  readonly view?: OneWayView;
}

/**
 * The types of what a service gives, and of what it takes.
 *
 * @param freeName makes of a name one that no other type has
 */
export function directedTypes(
  model: ServiceModel,
  settings: TypeSettings,
  freeName: (name: string) => string,
): readonly [given: DirectedTypes, accepted: DirectedTypes] {
  const { $defs } = model;
  if (settings.oneWayMembers === "both") {
    const both = { types: new SchemaTypes(model, settings), $defs };
    return [both, both];
  }
  const given = new OneWayView($defs, "writeOnly");
  const accepted = new OneWayView($defs, "readOnly");
  const directed = (view: OneWayView, nameOf: (definition: DefinitionModel) => string): DirectedTypes => {
    const own = $defs.map((one) => ({ ...one, typeName: nameOf(one), schema: view.of(one.schema) }));
    return { types: new SchemaTypes({ $defs: own }, settings), $defs: own, view };
  };
  const isSplit = (name: string) => given.affected.has(name) || accepted.affected.has(name);
  return [
    directed(given, ({ typeName }) => typeName),
    directed(accepted, ({ name, typeName }) => (isSplit(name) ? freeName(`${typeName}Input`) : typeName)),
  ];
}
