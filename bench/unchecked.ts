import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import ts from "typescript";

const AMQP = fileURLToPath(new URL("../src/amqp", import.meta.url));

/** What is thrown, or called to throw, where a peer's bytes are refused. */
const REFUSALS = new Set([
  "ProtocolViolation",
  "FramingError",
  "EncodingError",
  "notAllowed",
  "exceeded",
  "refuseHeader",
]);

/** The walk through a performative before rhea decodes it. */
const WALK = "checkPerformative";

/** Bundles the AMQP layer with every check of what a peer sends taken out: for measuring what they cost. */
export function withoutChecks(): Plugin {
  return {
    name: "without-checks",
    setup: (build) => {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) =>
        path.startsWith(join(AMQP, "/"))
          ? { contents: uncheck(path, readFileSync(path, "utf8")).text, loader: "ts" }
          : undefined,
      );
    },
  };
}

/** The text of a module without its checks, and how many those were. */
export function uncheck(path: string, text: string): { readonly text: string; readonly checks: number } {
  const edits: { readonly from: number; readonly to: number; readonly by: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIfStatement(node) && node.elseStatement === undefined && refuses(node.thenStatement)) {
      // A condition that reads on is still read.
      const by = hasCall(node.expression) ? `void (${node.expression.getText()});` : ";";
      edits.push({ from: node.getStart(), to: node.end, by });
    } else if (ts.isFunctionDeclaration(node) && node.name?.text === WALK && node.body !== undefined) {
      edits.push({
        from: node.body.getStart(),
        to: node.body.end,
        by: "{ return { descriptor: 0, values: 0 }; }",
      });
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  let result = text;
  for (const { from, to, by } of edits.reverse()) result = result.slice(0, from) + by + result.slice(to);
  return { text: result, checks: edits.length };
}

function hasCall(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) || (ts.forEachChild(node, (child) => hasCall(child) || undefined) ?? false)
  );
}

function refuses(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) {
    const [only, ...others] = statement.statements;
    return only !== undefined && others.length === 0 && refuses(only);
  }
  if (!ts.isThrowStatement(statement) && !ts.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  const isCall = ts.isNewExpression(expression) || ts.isCallExpression(expression);
  return isCall && ts.isIdentifier(expression.expression) && REFUSALS.has(expression.expression.text);
}
