import type { JsonObject } from "../../../src/json/json-object.js";
import { constantOf } from "../python/constants.js";
import type { PythonClass } from "../python/module.js";
import type { Names } from "../python/names.js";
import { lastName } from "../python/syntax.js";

/** True for a class whose instances travel as oslo.versionedobjects writes them. */
export function isVersionedObject(found: PythonClass, names: Names): boolean {
  const { classes, unknown } = names.chain(found);
  return (
    unknown.some((name) =>
      /(?:^|\.)(?:ComparableVersionedObject|VersionedObject|ObjectListBase)$/.test(name),
    ) ||
    classes.some(({ attributes }) => attributes.has("OBJ_PROJECT_NAMESPACE")) ||
    found.decorators.some(
      (decorator) =>
        /ObjectRegistry$/.test(ownerOf(decorator)) && /^register/.test(lastName(decorator) ?? ""),
    )
  );
}

function ownerOf(decorator: PythonClass["decorators"][number]): string {
  return decorator.kind === "name" ? (decorator.path.at(-2) ?? "") : "";
}

/** The schema of such an object, in the form it has on the wire. */
export function versionedObjectSchema(found: PythonClass, names: Names): JsonObject {
  const read = (attribute: string) => {
    const place = names.attribute(found, attribute);
    const value = place && constantOf(place.value, { names, module: place.module });
    return typeof value === "string" ? value : undefined;
  };
  const prefix = read("OBJ_SERIAL_NAMESPACE") ?? "versioned_object";
  const namespace = read("OBJ_PROJECT_NAMESPACE");
  const version = read("VERSION");
  const name = found.name;
  return {
    type: "object",
    description: `The versioned object ${name}${namespace === undefined ? "" : ` of ${namespace}`}.`,
    "x-versioned-object": { name, ...(namespace && { namespace }), ...(version && { version }) },
    properties: {
      // Its subclasses have names of their own.
      [`${prefix}.name`]: { type: "string", examples: [name] },
      [`${prefix}.namespace`]: namespace === undefined ? { type: "string" } : { const: namespace },
      [`${prefix}.version`]: { type: "string", pattern: "^[0-9]+\\.[0-9]+(\\.[0-9]+)?$" },
      [`${prefix}.data`]: { type: "object", description: "The fields that are set." },
      [`${prefix}.changes`]: {
        type: "array",
        items: { type: "string" },
        description: "The fields changed since it was read.",
      },
    },
    required: ["name", "namespace", "version", "data"].map((member) => `${prefix}.${member}`),
  };
}
