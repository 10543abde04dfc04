import type { JsonObject } from "../../../src/json/json-object.js";
import type { Member, Value } from "../client/value.js";
import type { Evidence } from "../evidence.js";
import type { ObjectArguments, Told } from "../objects/object-arguments.js";
import { constantOf, type Json, type Scope } from "../python/constants.js";
import type { PythonClass, PythonModule } from "../python/module.js";
import type { Names } from "../python/names.js";
import { type Expression, textOf } from "../python/syntax.js";
import type { DocumentedParam } from "../text/docstring.js";
import type { TypeReader } from "../types/type-reader.js";
import { isOpen, orNull, type TypedSchema, takes, typesOf, unionOf } from "../types/typed-schema.js";

/** The facts about a parameter before its schema is made. */
export interface ParamSource {
  readonly name: string;
  readonly required: boolean;
  readonly annotation?: Expression;
  readonly default?: Expression;
  /** The class in whose body the default stands. */
  readonly body?: PythonClass;
  readonly documented?: DocumentedParam;
  /** The values that client classes send for it. */
  readonly sent: readonly SentArgument[];
  /** The functions that take it: that of the endpoint, and those of clients that send it under the same name. */
  readonly takenBy: readonly Told[];
}

/** An argument as a client class sends it. */
export interface SentArgument {
  readonly member: Member;
  readonly module: PythonModule;
}

/** The readers of types, names, and objects among arguments. */
export interface Readers {
  readonly names: Names;
  readonly types: TypeReader;
  readonly objects: ObjectArguments;
}

/** The parameter as a definition says it, without its `since`. */
export function paramOf(
  source: ParamSource,
  module: PythonModule,
  readers: Readers,
  evidence: Evidence,
): JsonObject {
  const { name } = source;
  const { body, default: fallback } = source;
  const scope: Scope = { names: readers.names, module, ...(body && { body }) };
  const known = fallback && constantOf(fallback, scope);
  const typed = typeOf(source, known, module, readers);
  let { schema } = typed;
  if (isOpen(schema))
    evidence.missing(`type of ${name}${typed.note === undefined ? "" : ` (${typed.note})`}`);
  else if (typed.certainty === "certain") evidence.certain(`type of ${name}`);
  else evidence.guessed(`type of ${name}${typed.note === undefined ? "" : ` (${typed.note})`}`);
  if (!takes(schema, "null") && source.sent.some(({ member }) => maySendNone(member.value))) {
    schema = orNull(schema);
    evidence.guessed(`${name} may be null (a client's default)`);
  }
  if (fallback !== undefined) {
    const value = writable(known);
    if (value === undefined) evidence.missing(`default of ${name} (${textOf(fallback)})`);
    else {
      const fits = typesOf(value).some((type) => takes(schema, type));
      if (!fits) schema = value === null ? orNull(schema) : widened(schema, value, name, evidence);
      schema = { ...schema, default: value };
    }
  }
  const description = source.documented?.description;
  return {
    name,
    schema,
    ...(source.required ? {} : { required: false }),
    ...(description === undefined ? {} : { description }),
    ...(isOpen(schema) ? { "x-import": "the source does not say the type" } : {}),
  };
}

/** A value that a definition can hold. */
function writable(value: Json | undefined): Json | undefined {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "bigint" || (typeof part === "number" && !Number.isFinite(part)) ? "\0" : part,
  );
  return text?.includes("\\u0000") ? undefined : value;
}

function widened(schema: JsonObject, value: unknown, name: string, evidence: Evidence): JsonObject {
  evidence.guessed(`type of ${name} (its default has another one than its annotation)`);
  return unionOf([schema, { type: typesOf(value)[0] }]);
}

/** @param value its default, as far as that is known */
function typeOf(
  source: ParamSource,
  value: Json | undefined,
  module: PythonModule,
  readers: Readers,
): TypedSchema {
  const { types, objects } = readers;
  if (source.annotation !== undefined) {
    const own = types.read(source.annotation, module);
    if (!isOpen(own.schema)) return own;
  }
  for (const { member, module: place } of source.sent) {
    const { value } = member;
    if (value.kind !== "parameter" || value.parameter.annotation === undefined) continue;
    const sent = types.read(value.parameter.annotation, place);
    if (!isOpen(sent.schema)) return { ...sent, certainty: "guessed", note: "annotation of a client" };
  }
  const documented = source.documented?.type;
  const read = documented === undefined ? undefined : types.readText(documented, module);
  if (read !== undefined) return read;
  if (typeof value === "boolean") return guessFromDefault("boolean");
  if (typeof value === "string") return guessFromDefault("string");
  if (value === undefined || value === null) {
    const object = objects.of(source.name, source.documented?.description ?? "", source.takenBy);
    if (object !== undefined) return object;
  }
  return { schema: {}, certainty: "missing" };
}

/** Callers that know nothing better often pass None. */
function guessFromDefault(type: string): TypedSchema {
  return { schema: { type: [type, "null"] }, certainty: "guessed", note: "its default" };
}

function maySendNone(value: Value): boolean {
  if (value.kind === "scalars") return value.values.includes(null);
  if (value.kind !== "parameter") return false;
  const { default: fallback } = value.parameter;
  return fallback?.kind === "constant" && fallback.value === null;
}
