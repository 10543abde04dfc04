import { itemsOf, memberOf, membersOf } from "../json/json-object.js";
import { isPlainName } from "./definition-names.js";
import { joinPointer } from "./json-pointer.js";
import type { ReportMistake } from "./metaschema-check.js";
import {
  methodName,
  notificationName,
  parameterName,
  type ServiceNames,
  serviceNames,
  typeName,
} from "./names.js";

/** Reports names that no TypeScript name can be made of, and those of which two would be made the same. */
export function checkNameRules(document: unknown, report: ReportMistake): void {
  const service = memberOf(document, "service");
  const methods = new Names("methods", report);
  for (const [name, method] of membersOf(memberOf(document, "methods"))) {
    const pointer = joinPointer("/methods", name);
    methods.add(name, methodName(name), pointer);
    checkParams(itemsOf(memberOf(method, "params")), joinPointer(pointer, "params"), report);
  }
  const notifications = new Names("notifications", report);
  for (const [eventType] of membersOf(memberOf(document, "notifications"))) {
    notifications.add(eventType, notificationName(eventType), joinPointer("/notifications", eventType));
  }
  checkTypes(document, serviceNames(typeof service === "string" ? service : ""), report);
}

function checkParams(params: readonly unknown[], pointer: string, report: ReportMistake): void {
  const names = new Names("parameters", report);
  for (const [index, param] of params.entries()) {
    const name = memberOf(param, "name");
    if (typeof name === "string") names.add(name, parameterName(name), joinPointer(pointer, index, "name"));
  }
}

function checkTypes(document: unknown, service: ServiceNames, report: ReportMistake): void {
  const names = new Names("types", report);
  for (const key of ["errors", "$defs"]) {
    for (const [name] of membersOf(memberOf(document, key))) {
      // A definition whose name no type can have gets one that is free.
      if (key === "$defs" && !isPlainName(name)) continue;
      names.add(name, typeName(name, service), joinPointer("", key, name));
    }
  }
}

/** The TypeScript names of one scope, by the wire names they were made of. */
class Names {
  readonly #kind: string;
  readonly #report: ReportMistake;
  readonly #taken = new Map<string, { readonly wireName: string; readonly pointer: string }>();

  constructor(kind: string, report: ReportMistake) {
    this.#kind = kind;
    this.#report = report;
  }

  add(wireName: string, name: string | undefined, pointer: string): void {
    if (name === undefined) {
      this.#report(pointer, "must have a letter or a digit to make a TypeScript name of", "name-clash");
      return;
    }
    const other = this.#taken.get(name);
    this.#taken.set(name, { wireName, pointer });
    // The same wire name twice in one list of parameters is another mistake, and reported as that.
    if (other === undefined || (other.wireName === wireName && this.#kind === "parameters")) return;
    const both = `${JSON.stringify(other.wireName)} (${other.pointer}) and ${JSON.stringify(wireName)}`;
    const message = `${both} would both be ${name} in TypeScript; rename one of the ${this.#kind}`;
    this.#report(pointer, message, "name-clash");
  }
}
