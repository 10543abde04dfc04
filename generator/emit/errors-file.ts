import type { ErrorModel } from "../../src/definition/model.js";
import { type EmitContext, RUNTIME, typesImport } from "./context.js";
import { stringLiteral } from "./literal.js";
import { declarationText } from "./object-type.js";
import { printSourceFile } from "./source-file.js";
import { referencesOf } from "./type-expression.js";

/** `errors.ts`: one class per declared error. */
export function errorsFile(context: EmitContext): string {
  const { header, model, types } = context;
  return printSourceFile({
    header,
    imports: [
      { from: RUNTIME, names: ["ServiceError"] },
      typesImport(context, referencesOf([...types.kwargs.values()].map(({ type }) => type))),
    ],
    statements: model.errors.map((error) => classText(error, context)),
  });
}

function classText(error: ErrorModel, { types }: EmitContext): string {
  return declarationText(error.description, `export class ${error.className} extends ServiceError`, [
    `static override readonly module: string = ${stringLiteral(error.module)};`,
    `static override readonly errorName: string = ${stringLiteral(error.name)};`,
    ...kwargsLines(types.kwargs.get(error)),
  ]);
}

/** Readonly also makes an object type of an interface, which alone is no record of names and values. */
function kwargsLines(kwargs: ReturnType<EmitContext["types"]["kwargs"]["get"]>): string[] {
  if (kwargs === undefined) return [];
  const type = `Readonly<${kwargs.type.text}>`;
  return [
    `declare readonly kwargs: ${type};`,
    "",
    `constructor(message: string, kwargs${kwargs.isRequired ? "" : "?"}: ${type}) {`,
    // The members are copied: linters take a constructor that hands on what it is given for a useless one.
    "  super(message, { ...kwargs });",
    "}",
  ];
}
