import type { JsonObject } from "../../../src/json/json-object.js";
import { OSLO_DECIMAL } from "../../../src/validation/oslo-decimal.js";
import { ObjectDefinitions } from "../objects/object-definitions.js";
import { isVersionedObject } from "../objects/versioned-object.js";
import { constantOf, type Json } from "../python/constants.js";
import type { PythonClass, PythonModule } from "../python/module.js";
import type { Names } from "../python/names.js";
import { readExpression } from "../python/read-expression.js";
import { childrenOf, SourceText } from "../python/source-text.js";
import { type Expression, lastName, textOf } from "../python/syntax.js";
import type { TypeDefinitions } from "./definitions.js";
import { isOpen, orNull, type TypedSchema, typesOf, unionOf } from "./typed-schema.js";

const PLAIN: ReadonlyMap<string, string> = new Map([
  ["str", "string"],
  ["int", "integer"],
  ["float", "number"],
  ["bool", "boolean"],
  ["None", "null"],
  ["NoneType", "null"],
  ["UUID", "string"],
]);
const LISTS: ReadonlySet<string> = new Set(
  "list List Sequence MutableSequence Iterable Collection set Set frozenset FrozenSet AbstractSet".split(" "),
);
const DICTS: ReadonlySet<string> = new Set(
  "dict Dict Mapping MutableMapping OrderedDict DefaultDict defaultdict".split(" "),
);
const WRAPPERS: ReadonlySet<string> = new Set([
  "Annotated",
  "Required",
  "NotRequired",
  "Final",
  "ClassVar",
  "ReadOnly",
]);

const MAX_DEPTH = 12;

/** Turns the types of Python's annotations into schemas. */
export class TypeReader {
  readonly #names: Names;
  readonly #definitions: TypeDefinitions;
  readonly #objects: ObjectDefinitions;

  constructor(names: Names, definitions: TypeDefinitions) {
    this.#names = names;
    this.#definitions = definitions;
    this.#objects = new ObjectDefinitions(names, definitions);
  }

  /** The doubts about the versioned objects that were read. */
  get notes(): readonly string[] {
    return this.#objects.notes;
  }

  /** The schema of a versioned object of a class. */
  objectOf(found: PythonClass): JsonObject {
    return this.#objects.ofClass(found);
  }

  /** The schema of an annotation that stands in that module. */
  read(annotation: Expression, module: PythonModule): TypedSchema {
    const unknown = new Set<string>();
    const schema = this.#schema(annotation, module, unknown, 0);
    if (unknown.size === 0) return { schema, certainty: "certain" };
    const note = `${[...unknown].join(", ")}: the source does not say how it travels`;
    return { schema, certainty: isOpen(schema) ? "missing" : "guessed", note };
  }

  /** The schema of a type that a docstring names. */
  readText(text: string, module: PythonModule): TypedSchema | undefined {
    const words = text
      .replace(/:\w+:|[`~]/g, "")
      .replace(/\bor\b/g, "|")
      .trim();
    if (!/^[\w.[\], |]+$/.test(words)) return undefined;
    const expression = parseExpression(words);
    if (expression === undefined) return undefined;
    const { schema } = this.read(expression, module);
    return isOpen(schema) ? undefined : { schema, certainty: "guessed", note: "type from the docstring" };
  }

  #schema(type: Expression, module: PythonModule, unknown: Set<string>, depth: number): JsonObject {
    const inner = (part: Expression | undefined) =>
      part === undefined ? {} : this.#schema(part, module, unknown, depth + 1);
    if (depth > MAX_DEPTH) return {};
    switch (type.kind) {
      case "constant": {
        if (type.value === null) return { type: "null" };
        const parsed = typeof type.value === "string" ? parseExpression(type.value) : undefined;
        return inner(parsed);
      }
      case "binary":
        return type.operator === "|" ? unionOf([inner(type.left), inner(type.right)]) : {};
      case "subscript":
        return this.#generic(type, inner, module);
      case "name":
        return this.#named(type, module, unknown, depth);
      case "call":
        // NewType("Name", str)
        return lastName(type.callee) === "NewType" ? inner(type.args.positional[1]) : {};
      default:
        unknown.add(textOf(type));
        return {};
    }
  }

  #generic(
    { of, index }: Extract<Expression, { kind: "subscript" }>,
    inner: (part: Expression | undefined) => JsonObject,
    module: PythonModule,
  ): JsonObject {
    const name = lastName(of) ?? "";
    const [first, second] = index;
    if (name === "Optional") return orNull(inner(first));
    if (name === "Union") return unionOf(index.map(inner));
    if (WRAPPERS.has(name)) return inner(first);
    if (name === "Literal") {
      const values = index.map((part) => constantOf(part, { names: this.#names, module }));
      return values.every((value) => value !== undefined) ? enumOf(values) : {};
    }
    if (LISTS.has(name)) return listOf(inner(first));
    if (DICTS.has(name)) return dictOf(inner(second));
    if (name === "tuple" || name === "Tuple") {
      if (second?.kind === "other" && second.text === "...") return listOf(inner(first));
      return { type: "array", prefixItems: index.map(inner), minItems: index.length, items: false };
    }
    return inner(of);
  }

  #named(
    type: Extract<Expression, { kind: "name" }>,
    module: PythonModule,
    unknown: Set<string>,
    depth: number,
  ): JsonObject {
    const meaning = this.#names.resolve(module, type.path);
    if (meaning.kind === "class") return this.#ofClass(meaning.class, unknown, depth);
    if (meaning.kind === "constant") return this.#schema(meaning.value, meaning.module, unknown, depth + 1);
    const name = type.path.at(-1) ?? "";
    const plain = PLAIN.get(name);
    if (plain !== undefined) return { type: plain };
    if (LISTS.has(name) || /^[tT]uple$/.test(name)) return { type: "array" };
    if (DICTS.has(name)) return { type: "object" };
    // oslo.serialization writes it as text, without an offset, so that no format fits.
    if (meaning.kind === "unknown" && meaning.name === "datetime.datetime") return { type: "string" };
    if (meaning.kind === "unknown" && meaning.name === "decimal.Decimal")
      return { type: "string", format: OSLO_DECIMAL };
    // oslo.serialization reads them as UTF-8: what travels is no base64.
    if (name === "bytes") return { type: "string" };
    if (name !== "Any" && name !== "object") unknown.add(type.path.join("."));
    return {};
  }

  #ofClass(found: PythonClass, unknown: Set<string>, depth: number): JsonObject {
    if (isVersionedObject(found, this.#names)) return this.objectOf(found);
    const { classes, unknown: bases } = this.#names.chain(found);
    if (bases.some((base) => /(?:^|\.)TypedDict$/.test(base))) {
      return this.#definitions.refTo(found, found.name, () =>
        this.#typedDict(found, classes, unknown, depth),
      );
    }
    if (bases.some((base) => /(?:^|\.)(?:Str|Int)?Enum$/.test(base))) {
      const values = [...found.attributes.values()].map((value) =>
        constantOf(value, { names: this.#names, module: found.module }),
      );
      // Only members that are strings or numbers themselves can be written.
      const isWritten = bases.some((base) => /^(?:str|int)$|(?:Str|Int)Enum$/.test(base));
      if (isWritten && values.length > 0 && values.every((value) => value !== undefined))
        return enumOf(values);
    }
    const base = bases.map((each) => PLAIN.get(each)).find((each) => each !== undefined);
    if (base !== undefined) return { type: base };
    unknown.add(found.name);
    return {};
  }

  #typedDict(
    found: PythonClass,
    classes: readonly PythonClass[],
    unknown: Set<string>,
    depth: number,
  ): JsonObject {
    const properties = new Map<string, JsonObject>();
    const required = new Set<string>();
    for (const each of classes.toReversed()) {
      for (const [name, type] of each.annotations) {
        properties.set(name, this.#schema(type, each.module, unknown, depth + 1));
        const said = type.kind === "subscript" ? lastName(type.of) : undefined;
        if (said === "Required" || (each.isTotal && said !== "NotRequired")) required.add(name);
        else required.delete(name);
      }
    }
    return {
      type: "object",
      ...(found.docstring === undefined ? {} : { description: found.docstring.trim().split("\n\n")[0] }),
      properties: Object.fromEntries(properties),
      ...(required.size > 0 ? { required: [...required] } : {}),
    };
  }
}

function listOf(items: JsonObject): JsonObject {
  return { type: "array", ...(isOpen(items) ? {} : { items }) };
}

function dictOf(values: JsonObject): JsonObject {
  return { type: "object", ...(isOpen(values) ? {} : { additionalProperties: values }) };
}

function enumOf(values: readonly Json[]): JsonObject {
  const types = [...new Set(values.flatMap(typesOf))];
  return { type: types.length === 1 ? types[0] : types, enum: [...new Set(values)] };
}

function parseExpression(text: string): Expression | undefined {
  const source = new SourceText("", text);
  const [statement] = childrenOf(source.root);
  const [expression] = statement?.name === "ExpressionStatement" ? childrenOf(statement) : [];
  return expression === undefined ? undefined : readExpression(expression, source);
}
