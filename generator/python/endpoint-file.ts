import { type PythonContext, type PythonMethod, shadowedBuiltins, signatureTypes } from "./context.js";
import { classText, docstring } from "./docstring.js";
import { bracketed, indented } from "./layout.js";
import { stringLiteral } from "./literal.js";
import { annotation, classImports, ownNames, typingNames } from "./python-type.js";
import { methodDoc, parameterTexts, unsetNames } from "./signature.js";
import { importFrom, MESSAGING_IMPORT, printModule } from "./source-file.js";

/** `endpoint.py`: the abstract class with one abstract method per RPC method. */
export function endpointFile(context: PythonContext): string {
  const { header, model, name, methods } = context;
  const types = methods.flatMap(signatureTypes);
  const targetArguments = [
    ...(model.namespace === undefined ? [] : [`namespace=${stringLiteral(model.namespace)}`]),
    `version=${stringLiteral(model.version)}`,
  ];
  const topics = [model.topic, ...model.additionalTopics];
  const isConfigured = model.controlExchange !== undefined;
  const serverArguments = [
    ...(isConfigured ? ["exchange=exchange_of(SERVICE, transport)"] : []),
    ...(model.exchange === undefined ? [] : [`exchange=${stringLiteral(model.exchange)}`]),
    topics.length === 1 ? `topic=${stringLiteral(model.topic)}` : "topic=topic",
    "server=server",
  ];
  const body = [
    ["_service = SERVICE", ...bracketed("target = messaging.Target(", targetArguments, ")", 4)],
    ...methods.map((method) => methodLines(method, context)),
  ];
  return printModule({
    header,
    doc: docstring({ description: `The endpoint of ${model.service}.` }, 0),
    imports: [
      ["from __future__ import annotations"],
      [
        ...(methods.length > 0 ? ["import abc"] : []),
        ...(shadowedBuiltins(context, types) ? ["import builtins"] : []),
        ...classImports(types),
        ...importFrom("typing", [
          ...["TYPE_CHECKING", "Any", ...types.flatMap(typingNames)],
          ...(topics.length === 1 ? [] : ["Literal"]),
        ]),
      ],
      [
        ...importFrom(".base", ["ServiceEndpoint", ...(isConfigured ? ["exchange_of"] : [])]),
        ...importFrom(".descriptor", ["SERVICE"]),
        ...importFrom(".service", unsetNames(methods, "endpoint")),
        ...importFrom(".types", types.flatMap(ownNames)),
      ],
      [MESSAGING_IMPORT],
    ],
    statements: [
      [
        ...bracketed(
          "def server_target(",
          [
            "server: str",
            ...(isConfigured ? ["transport: Any"] : []),
            ...(topics.length === 1
              ? []
              : [`topic: Literal[${topics.map(stringLiteral).join(", ")}] = ${stringLiteral(model.topic)}`]),
          ],
          ") -> Any:",
          0,
        ),
        ...indented([
          '"""The target of a server: what ``get_rpc_server`` takes."""',
          ...bracketed("return messaging.Target(", serverArguments, ")", 4),
        ]),
      ].join("\n"),
      classText(`class ${name}Endpoint(ServiceEndpoint):`, `Extend this to serve ${model.service}.`, body),
    ],
  });
}

function methodLines(method: PythonMethod, context: PythonContext): string[] {
  const { identifier, result } = method;
  const doc = methodDoc(method, "endpoint", context);
  const after = `) -> ${annotation(result, context.shadowed)}:`;
  return [
    "@abc.abstractmethod",
    ...bracketed(`def ${identifier}(`, parameterTexts(method, "endpoint", context), after, 4),
    ...indented(doc.length === 0 ? ["raise NotImplementedError"] : doc),
  ];
}
