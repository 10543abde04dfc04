import type { ServiceModel } from "../../src/definition/model.js";
import { isPlainPythonName } from "../python/python-names.js";
import { bracketed, type PlacedText, pythonValue } from "./value-text.js";

/** An argument of a call. */
export interface Argument {
  readonly name: string;
  readonly value: unknown;
}

/** Modules whose classes every transport of oslo.messaging makes again. */
const BUILT_IN: ReadonlySet<string> = new Set(["builtins", "exceptions"]);

/** True for a name that an argument in Python may have beside those of the method that takes it. */
export function isPythonName(name: string): boolean {
  return isPlainPythonName(name) && name !== "self";
}

/** Arguments that the client of oslo.messaging has itself, so that a program in Python sends none of the name. */
const CLIENT_ARGUMENTS: readonly string[] = ["self", "ctxt", "method"];

/** True for arguments, by their names on the wire, that a program in Python can send. */
export function isSentByPython(names: readonly string[]): boolean {
  return !names.some((name) => CLIENT_ARGUMENTS.includes(name));
}

/** The modules of errors that a caller in Python has to allow, so that it gets their classes. */
export function modulesToAllow(errors: ServiceModel["errors"]): string[] {
  return [...new Set(errors.map(({ module }) => module).filter((module) => !BUILT_IN.has(module)))];
}

/**
 * A call in Python, such as `client.call({}, "ping", host="host1")`.
 *
 * @param before all up to the bracket
 * @param first the arguments without a name, as they stand there
 */
export function pythonCall(before: string, first: readonly string[], args: readonly Argument[]): string {
  const isPlain = args.every(({ name }) => isPythonName(name));
  const positional = first.map(
    (text): PlacedText =>
      () =>
        text,
  );
  const named = args.map(({ name, value }): PlacedText => {
    const start = `${name}=`;
    return (indent, used) => start + pythonValue(value, indent, used + start.length);
  });
  const packed: PlacedText = (indent, used) =>
    `**${pythonValue(Object.fromEntries(args.map(({ name, value }) => [name, value])), indent, used + 2)}`;
  const words = isPlain ? named : [packed];
  const items = [...positional, ...(args.length === 0 ? [] : words)];
  return pythonInvocation(before, items);
}

/**
 * Anything in Python that is called with these arguments.
 *
 * @param before all up to the bracket
 */
export function pythonInvocation(before: string, items: readonly PlacedText[]): string {
  return bracketed({ before: `${before}(`, after: ")", last: ",", step: 4 }, items)(0, 0);
}

/** A transport that gives a caller the errors of these modules as their classes. */
export function pythonTransport(getter: string, modules: readonly string[]): string {
  const options = modules.length === 0 ? [] : [{ name: "allowed_remote_exmods", value: modules }];
  return pythonCall(`transport = oslo_messaging.${getter}`, ["cfg.CONF"], options);
}
