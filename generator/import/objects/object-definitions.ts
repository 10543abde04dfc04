import type { JsonObject } from "../../../src/json/json-object.js";
import type { PythonClass, PythonModule } from "../python/module.js";
import type { Names } from "../python/names.js";
import type { TypeDefinitions } from "../types/definitions.js";
import { unionOf } from "../types/typed-schema.js";
import { FieldReader } from "./field-reader.js";
import { isRegistered, isVersionedObject, versionedObjectSchema } from "./versioned-object.js";

/** The versioned objects of an import: each becomes a definition when something first refers to it. */
export class ObjectDefinitions {
  readonly #names: Names;
  readonly #definitions: TypeDefinitions;
  readonly #fields: FieldReader;
  readonly #notes: string[] = [];

  constructor(names: Names, definitions: TypeDefinitions) {
    this.#names = names;
    this.#definitions = definitions;
    this.#fields = new FieldReader(names, (name, module, subclasses) =>
      this.#named(name, module, subclasses),
    );
  }

  /** The fields of which the sources do not say how they travel. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  /** The ref to the object of a class. */
  refTo(found: PythonClass): JsonObject {
    return this.#definitions.refTo(found, found.name, () => {
      const { schema, open } = versionedObjectSchema(found, this.#names, this.#fields);
      if (open.length > 0)
        this.#notes.push(
          `${found.name}: the source does not say how ${open.join(", ")} ${open.length === 1 ? "travels" : "travel"}`,
        );
      return schema;
    });
  }

  /** An object that is said to be of a class: where that is no more than a base, one of the registered ones below it. */
  ofClass(found: PythonClass): JsonObject {
    return (isRegistered(found) ? undefined : this.#below(found)) ?? this.refTo(found);
  }

  /** One of the registered classes of the module that are the class or below it. */
  #below(found: PythonClass): JsonObject | undefined {
    const kinds = [...found.module.classes.values()].filter(
      (each) => isRegistered(each) && this.#names.chain(each).classes.includes(found),
    );
    return kinds.length === 0 ? undefined : unionOf(kinds.map((each) => this.refTo(each)));
  }

  /** The object that a field names, as its project has registered it. */
  #named(name: string, module: PythonModule, subclasses: boolean): JsonObject | undefined {
    const found = this.#find(name, module);
    if (found === undefined) return undefined;
    return subclasses ? this.#below(found) : this.refTo(found);
  }

  #find(name: string, module: PythonModule): PythonClass | undefined {
    const isObject = (found: PythonClass | undefined) =>
      found !== undefined && isVersionedObject(found, this.#names);
    const own = module.classes.get(name);
    if (isObject(own)) return own;
    const steps = module.name.split(".");
    // Those of the package first, then those of the packages around it, up to the one of the project's objects.
    for (let length = steps.length - 1; length > 0; length -= 1) {
      for (const other of this.#names.tree.modulesWithClass(steps.slice(0, length).join("."), name)) {
        const found = other.classes.get(name);
        if (isObject(found)) return found;
      }
    }
    return undefined;
  }
}
