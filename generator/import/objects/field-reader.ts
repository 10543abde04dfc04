import type { JsonObject } from "../../../src/json/json-object.js";
import { constantOf } from "../python/constants.js";
import type { PythonClass, PythonModule } from "../python/module.js";
import type { Names } from "../python/names.js";
import { type Expression, lastName } from "../python/syntax.js";
import { orNull } from "../types/typed-schema.js";
import { FIELDS, TYPES } from "./field-types.js";

/** The call that makes a field or its type. */
type Call = Extract<Expression, { kind: "call" }>;

/** Gives the ref to the object of that name, which a class of the module refers to. */
export type ObjectRef = (name: string, module: PythonModule, subclasses: boolean) => JsonObject | undefined;

const MAX_DEPTH = 8;

/** Reads the schemas of the fields of versioned objects, as their values travel. */
export class FieldReader {
  readonly #names: Names;
  readonly #object: ObjectRef;

  constructor(names: Names, object: ObjectRef) {
    this.#names = names;
    this.#object = object;
  }

  /** The schema of a field; undefined where the source does not say how it travels. */
  read(field: Expression, module: PythonModule): JsonObject | undefined {
    if (field.kind !== "call") return undefined;
    const schema = this.#field(field, module);
    if (schema === undefined) return undefined;
    return this.#isTrue(field, "nullable", module) ? orNull(schema) : schema;
  }

  #field(field: Call, module: PythonModule): JsonObject | undefined {
    for (const step of this.#lineage(field.callee, module)) {
      const { name, isOslo } = step;
      const known = isOslo ? this.#known(name, field, module) : undefined;
      if (known !== undefined) return known;
      const auto = step.class?.attributes.get("AUTO_TYPE");
      if (step.class !== undefined && auto !== undefined) return this.#type(auto, step.class.module, 0);
    }
    return undefined;
  }

  /** The schema of a field of oslo.versionedobjects itself. */
  #known(name: string, field: Call, module: PythonModule): JsonObject | undefined {
    const first = field.args.positional[0];
    switch (name) {
      case "Field":
        return first && this.#type(first, module, 0);
      case "ObjectField":
        return this.#objectOf(field, module);
      case "ListOfObjectsField": {
        const items = this.#objectOf(field, module);
        return items && { type: "array", items };
      }
      case "EnumField":
      case "StateMachine":
        return this.#enumOf(field, module);
      case "ListOfEnumField":
        return { type: "array", items: this.#enumOf(field, module) };
      default:
        return FIELDS.get(name) ?? TYPES.get(name.replace(/Field$/, ""))?.([]);
    }
  }

  #type(type: Expression, module: PythonModule, depth: number): JsonObject | undefined {
    if (type.kind !== "call" || depth > MAX_DEPTH) return undefined;
    const { positional } = type.args;
    for (const { name, isOslo, class: found } of this.#lineage(type.callee, module)) {
      if (isOslo) {
        if (name === "Object") return this.#objectOf(type, module);
        const make = TYPES.get(name);
        if (make === undefined) continue;
        if (!["List", "Set", "Dict"].includes(name))
          return name === "Enum" ? this.#enumOf(type, module) : make([]);
        const inner = positional[0] && this.#type(positional[0], module, depth + 1);
        if (inner === undefined) return make([{}]);
        return make([this.#isTrue(type, "nullable", module) ? orNull(inner) : inner]);
      }
      // How it travels is then for that method to say.
      if (found?.methods.has("to_primitive") === true) return undefined;
      const values = found === undefined ? undefined : this.#valuesOf(found.attributes.get("ALL"), found);
      if (values !== undefined) return { type: "string", enum: values };
    }
    return undefined;
  }

  #enumOf({ args }: Call, module: PythonModule): JsonObject {
    const listed = args.keywords.get("valid_values") ?? args.positional[0];
    const values = listed && stringsOf(constantOf(listed, { names: this.#names, module }));
    return { type: "string", ...(values === undefined ? {} : { enum: values }) };
  }

  #valuesOf(all: Expression | undefined, found: PythonClass): readonly string[] | undefined {
    if (all === undefined) return undefined;
    return stringsOf(constantOf(all, { names: this.#names, module: found.module, body: found }));
  }

  #objectOf(call: Call, module: PythonModule): JsonObject | undefined {
    const [named, second] = call.args.positional;
    const name = named && constantOf(named, { names: this.#names, module });
    const subclasses =
      this.#isTrue(call, "subclasses", module) || (second?.kind === "constant" && second.value === true);
    return typeof name === "string" ? this.#object(name, module, subclasses) : undefined;
  }

  #isTrue({ args }: Call, keyword: string, module: PythonModule): boolean {
    const value = args.keywords.get(keyword);
    return value !== undefined && constantOf(value, { names: this.#names, module }) === true;
  }

  /** A class and its bases, those of files that are not there by their names. */
  #lineage(
    callee: Expression,
    module: PythonModule,
  ): readonly { readonly name: string; readonly isOslo: boolean; readonly class?: PythonClass }[] {
    const meaning = callee.kind === "name" ? this.#names.resolve(module, callee.path) : undefined;
    if (meaning?.kind === "unknown") return [{ name: lastName(callee) ?? "", isOslo: isOslo(meaning.name) }];
    if (meaning?.kind !== "class") return [];
    const { classes, unknown } = this.#names.chain(meaning.class);
    return [
      ...classes.map((each) => ({
        name: each.name,
        isOslo: isOslo(`${each.module.name}.${each.name}`),
        class: each,
      })),
      ...unknown.map((name) => ({ name: name.split(".").at(-1) ?? "", isOslo: isOslo(name) })),
    ];
  }
}

function isOslo(name: string): boolean {
  return name.startsWith("oslo_versionedobjects.");
}

function stringsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((each) => typeof each === "string") ? [...new Set<string>(value)] : undefined;
}
