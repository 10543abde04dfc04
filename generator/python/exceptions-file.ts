import type { PythonContext, PythonError } from "./context.js";
import { docstring } from "./docstring.js";
import { bracketed, indented } from "./layout.js";
import { stringLiteral } from "./literal.js";
import { annotation, ownNames, type PythonType, typingNames } from "./python-type.js";
import { importFrom, printModule } from "./source-file.js";

/** `exceptions.py`: one class per declared exception. */
export function exceptionsFile({ header, model, errors }: PythonContext): string {
  const kwargs = errors.flatMap((error) => typedKwargs(error) ?? []);
  const modules = [...new Set(errors.map(({ module }) => module))].map(stringLiteral);
  const entries = errors.map(({ name, identifier }) => `${stringLiteral(name)}: ${identifier}`);
  const list = ["{", ...indented(entries.map((entry) => `${entry},`)), "}"];
  const [first = "", ...others] = list;
  return printModule({
    header,
    doc: docstring({ description: `The exceptions that ${model.service} declares.` }, 0),
    imports: [
      ["from __future__ import annotations"],
      [
        "from collections.abc import Mapping",
        ...importFrom("typing", ["Final", ...kwargs.flatMap(typingNames)]),
      ],
      [...importFrom(".service", ["ServiceError"]), ...importFrom(".types", kwargs.flatMap(ownNames))],
    ],
    statements: [
      ...errors.map(classText),
      [
        "#: What ``get_rpc_transport`` takes as ``allowed_remote_exmods``: of these",
        "#: modules exceptions are raised as they were, where they can be imported.",
        ...bracketed("ALLOWED_REMOTE_EXMODS: Final = [", modules, "]", 0),
        "",
        "#: The classes by their names on the wire.",
        `ERRORS: Final[Mapping[str, type[Exception]]] = ${first}`,
        ...others,
      ].join("\n"),
    ],
  });
}

function classText(error: PythonError): string {
  const { name, identifier, module, description } = error;
  const type = typedKwargs(error);
  const doc = docstring({ description }, 4);
  return [
    `class ${identifier}(ServiceError):`,
    ...indented([
      ...doc,
      ...(doc.length === 0 ? [] : [""]),
      `__module__ = ${stringLiteral(module)}`,
      ...(name === identifier ? [] : [`__qualname__ = ${stringLiteral(name)}`]),
      ...(type === undefined ? [] : ["", `kwargs: ${annotation(type)}`]),
    ]),
    ...(name === identifier ? [] : ["", "", `${identifier}.__name__ = ${stringLiteral(name)}`]),
  ].join("\n");
}

/** Any keyword arguments are what the base class has. */
function typedKwargs({ kwargs }: PythonError): PythonType | undefined {
  return kwargs?.kind === "own" ? kwargs : undefined;
}
