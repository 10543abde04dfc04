import { UNPRINTABLE } from "../unprintable.js";
import type { PythonContext } from "./context.js";
import { docstring } from "./docstring.js";
import { bracketed, indented, LINE_WIDTH, wrapped } from "./layout.js";
import { stringLiteral } from "./literal.js";
import { isPlainPythonName } from "./python-names.js";
import { annotation, classImports, expression, type PythonType, typingNames } from "./python-type.js";
import type { Declaration, TypedMember } from "./service-types.js";
import { importFrom, printModule } from "./source-file.js";

/** Names that a member must not take from the annotations after it. */
const ANNOTATION_NAMES = [
  "str",
  "int",
  "float",
  "bool",
  "bytes",
  "list",
  "dict",
  "Any",
  "Literal",
  "Decimal",
];

/** `types.py`: the types of the schemas. */
export function typesFile({ header, model, types }: PythonContext): string {
  const { declarations } = types;
  const names = new Set([...ANNOTATION_NAMES, ...declarations.map(({ name }) => name)]);
  const statements = declarations.map((declaration) => declarationText(declaration, names));
  const used = declarations.flatMap(({ body }) =>
    isMembers(body) ? ["TypedDict", ...body.flatMap(({ type }) => typingNames(type))] : typingNames(body),
  );
  const text = statements.join("\n\n\n");
  return printModule({
    header,
    doc: docstring({ description: `The types of ${model.service}.` }, 0),
    imports: [
      ["from __future__ import annotations"],
      [
        ...classImports(declarations.flatMap(typesOf)),
        ...importFrom("typing", [...used, ...(/\bUnion\[/.test(text) ? ["Union"] : [])]),
      ],
    ],
    statements: text === "" ? [] : [text],
  });
}

function typesOf({ body }: Declaration): readonly PythonType[] {
  return isMembers(body) ? body.map(({ type }) => type) : [body];
}

function isMembers(body: Declaration["body"]): body is readonly TypedMember[] {
  return Array.isArray(body);
}

function declarationText(declaration: Declaration, names: ReadonlySet<string>): string {
  const { name, description, body } = declaration;
  if (!isMembers(body)) return [...textComment(description), ...aliasLines(name, body)].join("\n");
  return typedDictText(name, description, body, names);
}

/** An alias of what is defined further down, or of None, must say that it is one. */
function aliasLines(name: string, type: PythonType): string[] {
  if (type.kind === "own" || type.kind === "none") return [`${name} = Union[${expression(type)}]`];
  const line = `${name} = ${expression(type)}`;
  if (line.length <= LINE_WIDTH) return [line];
  if (type.kind === "literal") return bracketed(`${name} = Literal[`, type.values, "]", 0);
  if (type.kind === "union") return bracketed(`${name} = Union[`, type.types.map(expression), "]", 0);
  return [line];
}

function typedDictText(
  name: string,
  description: string,
  members: readonly TypedMember[],
  names: ReadonlySet<string>,
): string {
  const isClass = members.every((member) => isPlainPythonName(member.name) && !names.has(member.name));
  const [required, optional] = [members.filter(isRequired), members.filter((member) => !isRequired(member))];
  const doc = indented(docstring({ description }, 4));
  const own = (part: readonly TypedMember[]) => indented(memberLines(part));
  const functional = (part: string, list: readonly TypedMember[], isTotal: boolean) =>
    [
      `${part} = TypedDict(`,
      `    "${part}",`,
      ...indented(entryLines(list)),
      ...(isTotal ? [] : ["    total=False,"]),
      ")",
    ].join("\n");
  if (required.length > 0 && optional.length > 0) {
    const base = `_${name}Required`;
    if (isClass) {
      return [
        [`class ${base}(TypedDict):`, ...own(required)].join("\n"),
        [`class ${name}(${base}, total=False):`, ...doc, ...gap(doc), ...own(optional)].join("\n"),
      ].join("\n\n\n");
    }
    const other = `_${name}Optional`;
    const body = doc.length === 0 ? ["    pass"] : doc;
    return `${functional(base, required, true)}\n${functional(other, optional, false)}\n\n\n${[`class ${name}(${base}, ${other}):`, ...body].join("\n")}`;
  }
  const isTotal = optional.length === 0;
  if (!isClass) return [...textComment(description), functional(name, members, isTotal)].join("\n");
  const head = isTotal ? `class ${name}(TypedDict):` : `class ${name}(TypedDict, total=False):`;
  return [head, ...doc, ...gap(doc), ...own(members)].join("\n");
}

function gap(doc: readonly string[]): string[] {
  return doc.length === 0 ? [] : [""];
}

function isRequired(member: TypedMember): boolean {
  return member.isRequired;
}

function memberLines(members: readonly TypedMember[]): string[] {
  return members.flatMap(({ name, type, description }) => [
    ...comment(description, 4),
    `${name}: ${annotation(type)}`,
  ]);
}

function entryLines(members: readonly TypedMember[]): string[] {
  return [
    "{",
    ...members.flatMap(({ name, type, description }) =>
      indented([...comment(description, 8), `${stringLiteral(name)}: ${expression(type)},`]),
    ),
    "},",
  ];
}

function textComment(description: string): string[] {
  return comment(description.replaceAll(/\s+/g, " "), 0);
}

/** Words about what follows, as Sphinx reads them. */
function comment(description: string, indent: number): string[] {
  const text = description.replaceAll(UNPRINTABLE, " ").trim();
  if (text === "") return [];
  return wrapped(text, LINE_WIDTH - indent - 3).map((line) => `#: ${line}`);
}
