import { getOrInsert } from "../../../src/collections/get-or-insert.js";
import { pascalCase } from "../../../src/definition/names.js";
import type { JsonObject } from "../../../src/json/json-object.js";
import type { PythonClass, PythonFunction, PythonModule } from "../python/module.js";
import type { Names } from "../python/names.js";
import { readDocstring } from "../text/docstring.js";
import type { TypeReader } from "../types/type-reader.js";
import { orNull, type TypedSchema } from "../types/typed-schema.js";
import { fitsClass, isUntouched, useOf } from "./argument-uses.js";
import { isVersionedObject } from "./versioned-object.js";

/** A function of an interface, whose words and deeds tell of its parameters. */
export interface Told {
  readonly function: PythonFunction;
  readonly module: PythonModule;
}

/** `nova.objects.Instance`, or the name of a class that is followed by what says that an object of it is meant. */
const MENTION =
  /^(?:(?:an?|the)\s+)?(?:[\w.]*\bobjects(?:\.\w+)*\.(?<path>[A-Z]\w*)|(?<name>[A-Z]\w*)(?=\s+(?:object|instance)s?\b))\b(?!(?:\s+(?:object|instance)s?)?\s+representation)(?:\s+(?:object|instance)(?<plural>s?)\b)?/;
/** Docstrings without it say of no parameter that it is one. */
const MAY_MENTION = /:param\b[\s\S]*(?:object|instance)/;
const LIST = /^(?:an?\s+|the\s+)?list\s+of\s+/i;

/**
 * Tells which parameters without a type are versioned objects: what docstrings call one, and what is used as one and has
 * the name of a class, or that of a parameter which a docstring of the same interface calls one.
 */
export class ObjectArguments {
  readonly #names: Names;
  readonly #types: TypeReader;
  /** The classes that docstrings give to parameters of a name; more than one say nothing. */
  readonly #mentioned = new Map<string, Set<PythonClass>>();
  readonly #found = new Map<string, PythonClass | undefined>();

  /** @param told all functions of the classes of an interface */
  constructor(names: Names, types: TypeReader, told: readonly Told[]) {
    this.#names = names;
    this.#types = types;
    for (const { function: fn, module } of told) {
      if (!MAY_MENTION.test(fn.docstring ?? "")) continue;
      for (const [name, { description = "" }] of readDocstring(fn.docstring).params) {
        const found = this.#mention(description, module);
        if (found === undefined || found.isList) continue;
        getOrInsert(this.#mentioned, name, () => new Set()).add(found.class);
      }
    }
  }

  /**
   * The schema of a parameter; undefined where nothing says that it is an object.
   *
   * @param description its part of the docstring
   * @param told the functions that take it
   */
  of(name: string, description: string, told: readonly Told[]): TypedSchema | undefined {
    const [first] = told;
    if (first === undefined) return undefined;
    const said = this.#mention(description, first.module);
    const others = [...(this.#mentioned.get(name) ?? [])];
    const named = this.#class(pascalCase(name.replace(/_obj(?:ect)?$/, "")) ?? "", first.module);
    if (said === undefined && others.length !== 1 && named === undefined) return undefined;
    const uses = told.map(({ function: fn }) => useOf(fn, name));
    if (uses.some(({ isOpen }) => isOpen)) return undefined;
    const isUsed = uses.some(({ attributes }) => attributes.length > 0);
    const isNullable = !isUsed || uses.some(({ mayBeNone }) => mayBeNone) || /\bNone\b/.test(description);
    const guess = (schema: JsonObject, note: string): TypedSchema => ({
      schema: isNullable ? orNull(schema) : schema,
      certainty: "guessed",
      note,
    });
    const mentioned = this.mentionedIn(description, first.module);
    if (said !== undefined && mentioned !== undefined)
      return guess(mentioned, `${said.class.name} of its docstring`);
    const isUsedAs = (found: PythonClass) =>
      isUsed && uses.every((use) => isUntouched(use) || fitsClass(use, found, this.#names));
    const [other] = others.length === 1 ? others : [];
    if (other !== undefined && isUsedAs(other))
      return guess(this.#types.objectOf(other), `${other.name} of another docstring, and used as one`);
    if (named !== undefined && isUsedAs(named))
      return guess(this.#types.objectOf(named), `${named.name} by its name, and used as one`);
    return undefined;
  }

  /** The schema of the object that a description begins with, or of a list of such. */
  mentionedIn(description: string, module: PythonModule): JsonObject | undefined {
    const said = this.#mention(description, module);
    if (said === undefined) return undefined;
    const object = this.#types.objectOf(said.class);
    const schema: JsonObject = said.isList ? { type: "array", items: object } : object;
    return /\bNone\b/.test(description) ? orNull(schema) : schema;
  }

  /** The class that a description begins with. */
  #mention(
    description: string,
    module: PythonModule,
  ): { readonly class: PythonClass; readonly isList: boolean } | undefined {
    const plain = description.replace(/:\w+(?::\w+)*:|[`~]/g, "").trim();
    const isList = LIST.test(plain);
    const match = MENTION.exec(plain.replace(LIST, ""));
    const { path, name = path, plural } = match?.groups ?? {};
    // Several that are no list are described further on.
    if (name === undefined || (plural === "s" && !isList)) return undefined;
    const found = this.#class(name, module);
    return found && { class: found, isList };
  }

  /** A class of objects by its name: of the module, or of the package `objects` beside it or above. */
  #class(name: string, module: PythonModule): PythonClass | undefined {
    if (!/^[A-Z]\w*$/.test(name)) return undefined;
    const steps = module.name.split(".");
    const packages = steps.map((_, index) => [...steps.slice(0, index), "objects"].join(".")).slice(1);
    const key = `${module.name} ${name}`;
    if (!this.#found.has(key)) {
      const own = this.#names.resolve(module, [name]);
      const candidates = [
        ...(own.kind === "class" ? [own.class] : []),
        ...packages
          .toReversed()
          .flatMap((place) => this.#names.tree.modulesWithClass(place, name))
          .flatMap(({ classes }) => classes.get(name) ?? []),
      ];
      this.#found.set(
        key,
        candidates.find((each) => isVersionedObject(each, this.#names)),
      );
    }
    return this.#found.get(key);
  }
}
