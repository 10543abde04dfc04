import { furtherName } from "../emit/signature.js";
import { type PythonContext, type PythonMethod, shadowedBuiltins, signatureTypes } from "./context.js";
import { classText, docstring } from "./docstring.js";
import { bracketed, indented } from "./layout.js";
import { stringLiteral } from "./literal.js";
import { annotation, classImports, ownNames, typingNames } from "./python-type.js";
import { methodDoc, parameterTexts, unsetNames } from "./signature.js";
import { importFrom, printModule } from "./source-file.js";

/** `client.py`: the class with one typed method per RPC method. */
export function clientFile(context: PythonContext): string {
  const { header, model, name, methods, errors } = context;
  const types = methods.flatMap(signatureTypes);
  const casts = methods.filter(({ model: { kind } }) => kind === "both");
  const topics = [model.topic, ...model.additionalTopics];
  const needsAny = methods.length > 0 ? ["Any"] : [];
  const body = [
    ["_service = SERVICE", ...(errors.length > 0 ? ["_errors = ERRORS"] : [])],
    ...(casts.length === 0 ? [] : [castsMember(name)]),
    ...(topics.length === 1 ? [] : [topicMember(name, topics)]),
    ...methods.map((method) => methodLines(method, context)),
  ];
  return printModule({
    header,
    doc: docstring({ description: `The client of ${model.service}.` }, 0),
    imports: [
      ["from __future__ import annotations"],
      [
        ...(shadowedBuiltins(context, types) ? ["import builtins"] : []),
        ...classImports(types),
        ...importFrom("typing", [
          ...needsAny,
          ...(topics.length === 1 ? [] : ["Literal"]),
          ...types.flatMap(typingNames),
        ]),
      ],
      [
        ...importFrom(".base", [...(casts.length > 0 ? ["ServiceCasts"] : []), "ServiceClient"]),
        ...importFrom(".descriptor", ["SERVICE"]),
        ...importFrom(".exceptions", errors.length > 0 ? ["ERRORS"] : []),
        ...importFrom(".service", unsetNames(methods, "client")),
        ...importFrom(".types", types.flatMap(ownNames)),
      ],
    ],
    statements: [
      classText(`class ${name}Client(ServiceClient):`, `Calls ${model.service}.`, body),
      ...(casts.length === 0 ? [] : [castsClass(casts, context)]),
    ],
  });
}

function castsMember(name: string): string[] {
  return [
    "@property",
    `def cast(self) -> ${name}Casts:`,
    '    """The methods that are both called and cast, as casts."""',
    `    return ${name}Casts(self)`,
  ];
}

function topicMember(name: string, topics: readonly string[]): string[] {
  const topic = `topic: Literal[${topics.map(stringLiteral).join(", ")}]`;
  return [
    ...bracketed("def on_topic(", ["self", topic], `) -> ${name}Client:`, 4),
    '    """A client whose requests go to that topic."""',
    "    return self.prepare(topic=topic)",
  ];
}

function castsClass(methods: readonly PythonMethod[], context: PythonContext): string {
  const { name, model } = context;
  const members = methods.map((method) => [
    ...bracketed(`def ${method.identifier}(`, parameterTexts(method, "cast", context), ") -> None:", 4),
    ...indented([
      ...methodDoc(method, "cast", context),
      ...invocation("self._cast(", method.model.name, entriesOf(method)),
    ]),
  ]);
  return classText(
    `class ${name}Casts(ServiceCasts):`,
    `Casts what ${model.service} has to call, too.`,
    members,
  );
}

/** The arguments by their names on the wire; those that are declared count more than further ones. */
function entriesOf(method: PythonMethod): string[] {
  return [
    ...(method.further === undefined ? [] : [`**${furtherName(method)}`]),
    ...method.params.map((param) => `${stringLiteral(param.name)}: ${param.identifier}`),
  ];
}

function methodLines(method: PythonMethod, context: PythonContext): string[] {
  const { identifier, params, result, model } = method;
  const type = annotation(result, context.shadowed);
  const entries = entriesOf(method);
  const doc = methodDoc(method, "client", context);
  const variable = params.some((param) => param.identifier === "result") ? "returned" : "result";
  const start = model.result === undefined ? "" : `${variable}: ${type} = `;
  const body = [
    ...invocation(`${start}self._invoke(`, model.name, entries),
    ...(model.result === undefined ? [] : [`return ${variable}`]),
  ];
  return [
    ...bracketed(`def ${identifier}(`, parameterTexts(method, "client", context), `) -> ${type}:`, 4),
    ...indented([...doc, ...body]),
  ];
}

function invocation(before: string, name: string, entries: readonly string[]): string[] {
  const flat = ["ctxt", stringLiteral(name), `{${entries.join(", ")}}`];
  const lines = bracketed(before, flat, ")", 8);
  const fits = lines.every((line) => line.length + 8 <= 79);
  if (fits) return lines;
  const dict = ["{", ...indented(entries.map((entry) => `${entry},`)), "}"].join("\n");
  return bracketed(before, ["ctxt", stringLiteral(name), dict], ")", 8);
}
