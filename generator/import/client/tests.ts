import { type Expression, lastName } from "../python/syntax.js";
import type { AskedServer } from "./asked-server.js";
import { stringsOf, type Value } from "./value.js";

type Evaluate = (expression: Expression) => Value;

/** Whether a test holds for a peer; undefined when it may or may not. */
export function truthOf(test: Expression, evaluate: Evaluate, peer: AskedServer): boolean | undefined {
  if (test.kind === "unary" && test.operator === "not") {
    const inner = truthOf(test.of, evaluate, peer);
    return inner === undefined ? undefined : !inner;
  }
  if (test.kind === "binary" && (test.operator === "is" || test.operator === "is not")) {
    const isNone = test.right.kind === "constant" && test.right.value === null;
    const same = isNone ? isNull(evaluate(test.left)) : undefined;
    return same === undefined ? undefined : same === (test.operator === "is");
  }
  if (test.kind === "call" && lastName(test.callee) === "isinstance") {
    const [subject, type] = test.args.positional;
    const value = subject && evaluate(subject);
    if (lastName(type) !== "tuple" || value === undefined) return undefined;
    if (value.kind === "sequence") return true;
    return value.kind === "scalars" ? false : undefined;
  }
  if (test.kind === "call" && lastName(test.callee) === "can_send_version") {
    const part = test.args.positional[0] ?? test.args.keywords.get("version");
    const answers = new Set((part && stringsOf(evaluate(part)))?.map((version) => peer.knows(version)));
    return answers.size === 1 ? [...answers][0] : undefined;
  }
  const value = evaluate(test);
  if (value.kind !== "scalars") return undefined;
  const truths = new Set(value.values.map(Boolean));
  return truths.size === 1 ? [...truths][0] : undefined;
}

function isNull(value: Value): boolean | undefined {
  if (value.kind === "sequence" || value.kind === "dict") return false;
  if (value.kind !== "scalars") return undefined;
  const answers = new Set(value.values.map((each) => each === null));
  return answers.size === 1 ? [...answers][0] : undefined;
}
