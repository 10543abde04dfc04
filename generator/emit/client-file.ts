import type { MethodModel } from "../../src/definition/model.js";
import { castsInterface } from "./casts-interface.js";
import { type EmitContext, RUNTIME, typesImport } from "./context.js";
import { docComment } from "./doc-comment.js";
import { callCode } from "./example-code.js";
import { LINE_WIDTH, stringLiteral } from "./literal.js";
import { namedInterface } from "./named-interface.js";
import { declarationText, indented } from "./object-type.js";
import { type MethodTypes, signatureReferences } from "./service-types.js";
import { bracketed, furtherName, invocation, parameterTexts } from "./signature.js";
import { printSourceFile } from "./source-file.js";

/** `client.ts`: the class with one typed method per RPC method. */
export function clientFile(context: EmitContext): string {
  const { header, model, names, types, descriptor, module } = context;
  const methods = [...types.methods];
  const errors = model.errors.map(({ className }) => className);
  const named = namedInterface(context);
  const casts = castsInterface(context);
  const topics = topicChoice(context);
  const superArguments = [
    descriptor,
    "transport",
    "options",
    ...(errors.length > 0 ? [`[${errors.join(", ")}]`] : []),
  ];
  const members = [
    [
      `constructor(transport: RpcTransport, options?: ServiceClientOptions${topics === undefined ? "" : `<${topics.name}>`}) {`,
      ...indented(bracketed("super(", superArguments, ");", 4)),
      "}",
    ],
    ...(topics === undefined ? [] : [topics.member]),
    ...(methods.length === 0 ? [] : [named.member]),
    ...(casts === undefined ? [] : [casts.member]),
    ...methods.map(([method, methodTypes]) => methodLines(method, methodTypes, context)),
  ];
  return printSourceFile({
    header,
    imports: [
      {
        from: RUNTIME,
        names: ["ServiceClient"],
        types: [...(topics === undefined ? [] : ["PrepareOptions"]), "RpcTransport", "ServiceClientOptions"],
      },
      { from: module("descriptor"), names: [descriptor] },
      { from: module("errors"), names: errors },
      typesImport(context, signatureReferences(methods.map(([, methodTypes]) => methodTypes))),
    ],
    statements: [
      ...(topics === undefined ? [] : [topics.declaration]),
      declarationText(
        `Calls ${model.service}.`,
        `export class ${names.type}Client extends ServiceClient`,
        members
          .map((lines) => lines.join("\n"))
          .join("\n\n")
          .split("\n"),
      ),
      ...(methods.length === 0 ? [] : [named.declaration]),
      ...(casts?.declarations ?? []),
    ],
  });
}

/** The type of the topics to choose from, and `prepare` with them; undefined where there is one. */
function topicChoice({
  model: { service, topic, additionalTopics },
  names,
}: EmitContext):
  | { readonly name: string; readonly declaration: string; readonly member: readonly string[] }
  | undefined {
  if (additionalTopics.length === 0) return undefined;
  const name = `${names.type}Topic`;
  const alternatives = [topic, ...additionalTopics].map(stringLiteral);
  const line = `export type ${name} = ${alternatives.join(" | ")};`;
  const type =
    line.length <= LINE_WIDTH ? line : `export type ${name} =\n  | ${alternatives.join("\n  | ")};`;
  return {
    name,
    declaration: [
      ...docComment({ description: `The topics that servers of ${service} listen on.` }, 0),
      type,
    ].join("\n"),
    member: [
      `override prepare(overrides: PrepareOptions<${name}>): this {`,
      "  return super.prepare(overrides);",
      "}",
    ],
  };
}

function methodLines(method: MethodModel, types: MethodTypes, context: EmitContext): string[] {
  const after = `): Promise<${types.result.text}> {`;
  return [
    ...docComment(
      {
        description: method.description,
        tags: methodTags(method, types, context),
        examples: context.examples.of(method).map((example) => callCode(method, example)),
      },
      2,
    ),
    ...bracketed(`${method.property}(`, parameterTexts(method, types, "client"), after, 2),
    ...indented(invocation(method)),
    "}",
  ];
}

function methodTags(method: MethodModel, { defaults }: MethodTypes, { model }: EmitContext): string[] {
  const params = method.params.flatMap(
    ({ identifier, description, deprecated, until, earlier = [] }, index) => {
      const fallback = defaults[index];
      const text = [
        deprecated ? "Deprecated." : "",
        description ?? "",
        fallback === undefined ? "" : `(default: ${fallback})`,
        until === undefined ? "" : `(until ${until})`,
        earlier.length === 0 ? "" : `(another type until ${earlier.map((each) => each.until).join(" and ")})`,
      ]
        .filter((part) => part !== "")
        .join(" ");
      return text === "" ? [] : [`@param ${identifier} ${text}`];
    },
  );
  const further =
    method.additionalParams === undefined ? [] : [`@param ${furtherName(method)} further arguments, by name`];
  const errors = model.errors.filter(({ name }) => method.errors.includes(name));
  const throws = errors.map(({ className, description }) =>
    `@throws {${className}} ${description ?? ""}`.trim(),
  );
  return [...params, ...further, ...throws, ...(method.deprecated ? ["@deprecated"] : [])];
}
