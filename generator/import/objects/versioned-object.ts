import { DEFAULT_PREFIX, type ObjectClass } from "../../../src/definition/versioned-object.js";
import type { JsonObject } from "../../../src/json/json-object.js";
import { constantOf } from "../python/constants.js";
import type { PythonClass } from "../python/module.js";
import type { Names } from "../python/names.js";
import { type Expression, lastName } from "../python/syntax.js";
import { readDocstring } from "../text/docstring.js";
import { fieldVersion, type HistoryEntry, readHistory } from "../text/version-history.js";
import type { FieldReader } from "./field-reader.js";

/** True for a class whose instances travel as oslo.versionedobjects writes them. */
export function isVersionedObject(found: PythonClass, names: Names): boolean {
  const { classes, unknown } = names.chain(found);
  return (
    unknown.some((name) =>
      /(?:^|\.)(?:ComparableVersionedObject|VersionedObject|ObjectListBase)$/.test(name),
    ) ||
    classes.some(({ attributes }) => attributes.has("OBJ_PROJECT_NAMESPACE")) ||
    isRegistered(found)
  );
}

/** True for a class that its project has registered, and that is no base of others alone. */
export function isRegistered({ decorators }: PythonClass): boolean {
  return decorators.some(
    (decorator) => /ObjectRegistry$/.test(ownerOf(decorator)) && /^register/.test(lastName(decorator) ?? ""),
  );
}

function ownerOf(decorator: PythonClass["decorators"][number]): string {
  return decorator.kind === "name" ? (decorator.path.at(-2) ?? "") : "";
}

/** The schema of a versioned object, and the fields of which its source does not say how they travel. */
export interface ObjectSchema {
  readonly schema: JsonObject;
  readonly open: readonly string[];
}

/** The schema of such an object: of its fields, or of no more than its form where its project is not known. */
export function versionedObjectSchema(found: PythonClass, names: Names, fields: FieldReader): ObjectSchema {
  const read = (attribute: string) => {
    const place = names.attribute(found, attribute);
    const value = place && constantOf(place.value, { names, module: place.module });
    return typeof value === "string" ? value : undefined;
  };
  const { name } = found;
  const prefix = read("OBJ_SERIAL_NAMESPACE") ?? DEFAULT_PREFIX;
  const isWhole = names.chain(found).unknown.every((base) => base.startsWith("oslo_versionedobjects."));
  const namespace = read("OBJ_PROJECT_NAMESPACE") ?? (isWhole ? "versionedobjects" : undefined);
  const version = (read("VERSION") ?? "1.0").split(".").slice(0, 2).join(".");
  const description = descriptionOf(found, namespace);
  if (namespace === undefined || !/^\d{1,3}\.\d{1,3}$/.test(version))
    return { schema: openObject(name, prefix, description), open: [] };
  const properties: [string, JsonObject][] = [];
  const open: string[] = [];
  for (const [field, place] of fieldsOf(found, names)) {
    const schema = fields.read(place.value, place.module);
    if (schema === undefined) open.push(field);
    const note = { "x-import": "the source does not say how it travels" };
    properties.push([field, schema ?? note]);
  }
  // The one mixin of oslo.versionedobjects itself that has fields.
  if (names.chain(found).unknown.some((base) => base.endsWith(".TimestampedObject"))) {
    for (const field of ["created_at", "updated_at"])
      if (!properties.some(([name]) => name === field))
        properties.push([field, { type: ["string", "null"], format: "date-time" }]);
  }
  const since = sinceOf(
    found,
    names,
    version,
    properties.map(([field]) => field),
  );
  const versionedObject: ObjectClass = {
    name,
    namespace,
    version,
    ...(prefix === DEFAULT_PREFIX ? {} : { prefix }),
    ...(Object.keys(since).length === 0 ? {} : { since }),
  };
  return {
    schema: { description, versionedObject, type: "object", properties: Object.fromEntries(properties) },
    open,
  };
}

function descriptionOf({ name, docstring }: PythonClass, namespace: string | undefined): string {
  const own = readDocstring(docstring).description?.split("\n\n")[0];
  return own || `The versioned object ${name}${namespace === undefined ? "" : ` of ${namespace}`}.`;
}

/** An object of which no more is known than that it is one. */
function openObject(name: string, prefix: string, description: string): JsonObject {
  return {
    type: "object",
    description,
    properties: {
      // Its subclasses have names of their own.
      [`${prefix}.name`]: { type: "string", examples: [name] },
      [`${prefix}.namespace`]: { type: "string" },
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

type Placed = { readonly value: Expression; readonly module: PythonClass["module"] };

/** The fields of a class, and those of its bases that it has not itself (`_make_class_properties`). */
export function fieldsOf(found: PythonClass, names: Names): ReadonlyMap<string, Placed> {
  const fields = new Map<string, Placed>();
  for (const { attributes, module } of names.chain(found).classes) {
    const own = attributes.get("fields");
    for (const { key, value } of own?.kind === "dict" ? own.entries : []) {
      const name = key && constantOf(key, { names, module });
      if (typeof name === "string" && !fields.has(name)) fields.set(name, { value, module });
    }
  }
  return fields;
}

/** The versions that fields came with, as the comments of the class tell them. */
function sinceOf(
  found: PythonClass,
  names: Names,
  version: string,
  fields: readonly string[],
): Readonly<Record<string, string>> {
  const history: readonly HistoryEntry[] = [found.docstring ?? "", found.comments].flatMap(readHistory);
  const major = version.split(".")[0] ?? "";
  const minor = Number(version.split(".")[1]);
  const inherited = new Set(
    names
      .chain(found)
      .classes.slice(1)
      .flatMap((base) => [...fieldsOf(base, names).keys()]),
  );
  return Object.fromEntries(
    fields.flatMap((field): [string, string][] => {
      const since = inherited.has(field) ? undefined : fieldVersion(history, major, field);
      return since === undefined || Number(since.split(".")[1]) > minor ? [] : [[field, since]];
    }),
  );
}
