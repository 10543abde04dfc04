import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LEVELS: ReadonlyMap<string, string> = new Map([
  ["debug", "debug"],
  ["info", "info"],
  ["warn", "warning"],
  ["error", "error"],
]);

/** A line of the log, or what it begins with where the rest differs. */
interface LogLine {
  readonly text: string;
  readonly level: string;
  readonly file: string;
}

/** The calls of a logger in a file that give it a text: `log.warn({ … }, "text")`. */
function logLines(file: string): readonly LogLine[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(ROOT, file), "utf8"),
    ts.ScriptTarget.ESNext,
    true,
  );
  const lines: LogLine[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const { expression: logger, name } = node.expression;
    const level = LEVELS.get(name.text);
    const [, text] = node.arguments;
    if (level === undefined || text === undefined || !/log(?:ger)?$/i.test(logger.getText())) return;
    for (const part of textsOf(text, source)) lines.push({ text: part, level, file });
  };
  visit(source);
  return lines;
}

/** What an expression can be, as far as its beginning is written there. */
function textsOf(expression: ts.Expression, source: ts.SourceFile): readonly string[] {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isTemplateExpression(expression)) return [expression.head.text];
  if (ts.isBinaryExpression(expression)) return textsOf(expression.left, source);
  if (ts.isConditionalExpression(expression)) {
    return [...textsOf(expression.whenTrue, source), ...textsOf(expression.whenFalse, source)];
  }
  const declarations = source.statements.filter(ts.isVariableStatement);
  const constant = declarations
    .flatMap(({ declarationList }) => declarationList.declarations)
    .find(({ name }) => name.getText() === expression.getText());
  return constant?.initializer === undefined ? [] : textsOf(constant.initializer, source);
}

/** The lines that the page explains, with the level it gives them. */
function explainedLines(): ReadonlyMap<string, string> {
  const page = readFileSync(join(ROOT, "docs/operations.md"), "utf8");
  const rows = page
    .slice(page.indexOf("## Log lines"))
    .split("\n")
    .map((row) => row.split(" | "))
    .filter(([cell = "", level]) => /^\| (?!Line$)/.test(cell) && level !== undefined);
  return new Map(
    rows.flatMap(([cell = "", level = ""]) =>
      cell
        .replace(/^\| /, "")
        .split("<br>")
        .map((line) => [line, level] as const),
    ),
  );
}

/** True when a line of the page, which ends with `…` where the rest differs, is about a text of the code. */
function explains(line: string, text: string): boolean {
  if (!line.endsWith("…")) return line === text;
  const beginning = line.slice(0, -1);
  return text.startsWith(beginning) || beginning.startsWith(text);
}

test("operations.md explains every line that the library logs, with its level, and no others", () => {
  const logged = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => logLines(`src/${file}`));
  assert.ok(logged.length > 50, `${logged.length} lines found`);
  const explained = [...explainedLines()];
  const missing = logged.filter(
    ({ text, level }) => !explained.some(([line, its]) => its === level && explains(line, text)),
  );
  assert.deepEqual(missing, [], "not in docs/operations.md");
  const gone = explained.filter(([line]) => !logged.some(({ text }) => explains(line, text)));
  assert.deepEqual(gone, [], "no longer logged");
});
