import type { PythonClass, PythonFunction } from "../python/module.js";
import type { Names } from "../python/names.js";
import { fieldsOf } from "./versioned-object.js";

/** The use of a parameter by a function, as far as its text shows it. */
export interface ArgumentUse {
  /** The attributes that are read of it or set. */
  readonly attributes: readonly string[];
  /** True when it is looked into by a key or an index. */
  readonly isIndexed: boolean;
  /** True when the function is ready for None. */
  readonly mayBeNone: boolean;
  /** True when it asks for its class, or has the name for something else from some place on. */
  readonly isOpen: boolean;
}

/** Members that every versioned object has from oslo.versionedobjects. */
const OWN_MEMBER = /^(?:obj_\w+|fields|VERSION|as_dict)$/;

/** Finds the uses of a parameter. Comments and docstrings hold the same names in sentences, with blanks behind them. */
export function useOf(fn: PythonFunction, name: string): ArgumentUse {
  const text = fn.text();
  const self = `(?<![\\w."'])${name}`;
  const attributes = [...text.matchAll(new RegExp(`${self}\\.([A-Za-z_]\\w*)`, "g"))];
  const tests = [
    `${self}\\s+(?:is\\s+(?:not\\s+)?None|and|or|if|else)\\b`,
    `\\b(?:if|elif|and|or|not)\\s+${name}(?![\\w.([])`,
  ];
  return {
    attributes: [...new Set(attributes.map(([, attribute = ""]) => attribute))],
    isIndexed: new RegExp(`${self}\\[`).test(text),
    mayBeNone: new RegExp(tests.join("|")).test(text),
    isOpen: new RegExp(`\\bisinstance\\(\\s*${name}\\b|^\\s*${name}\\s*=(?!=)`, "m").test(text),
  };
}

/** True for a parameter that a function only passes on. */
export function isUntouched({ attributes, isIndexed }: ArgumentUse): boolean {
  return attributes.length === 0 && !isIndexed;
}

/** True when a use reads an attribute that objects of the class have, and does nothing that they do not allow. */
export function fitsClass({ attributes, isIndexed }: ArgumentUse, found: PythonClass, names: Names): boolean {
  const { classes, unknown } = names.chain(found);
  const isLikeDict = unknown.some((base) => /(?:DictCompat|ObjectListBase)$/.test(base));
  const fields = new Set([...fieldsOf(found, names).keys(), "created_at", "updated_at", "objects"]);
  const members = new Set(classes.flatMap((each) => [...each.methods.keys(), ...each.attributes.keys()]));
  const has = (name: string) => fields.has(name) || members.has(name) || OWN_MEMBER.test(name);
  if (isIndexed && !isLikeDict) return false;
  return attributes.some(has) && attributes.every((name) => has(name) || isLikeDict);
}
