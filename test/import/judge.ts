import { isDeepStrictEqual } from "node:util";
import type { ImportedService } from "../../generator/import/report.js";
import type { LiveCall, LiveMethod, LivePair } from "./live-classes.js";

interface MadeMethod {
  readonly kind?: string;
  readonly params?: readonly MadeParam[];
  readonly since?: string;
}

interface MadeParam {
  readonly name: string;
  readonly required?: boolean;
  readonly schema: { readonly default?: unknown };
  readonly since?: string;
}

/** How an import compares with the live classes. */
export interface Judgement {
  readonly total: number;
  /** What is wrong, a line for each method that is. */
  readonly wrong: readonly string[];
  /** Those of them that the report tells of: methods that it leaves out, with the reason. */
  readonly told: readonly string[];
}

/** Compares names, arguments, defaults, kinds and versions of each method that peers may call. */
export function judge(live: LivePair, { definition, report }: ImportedService): Judgement {
  const made = definition.methods as Readonly<Record<string, MadeMethod>>;
  const calls = live.calls ?? {};
  const expected = Object.entries(live.methods ?? {}).filter(([name, method]) =>
    isServed(name, method, calls),
  );
  const wrong = expected.flatMap(([name, method]) => {
    const found = made[name];
    const problems = found === undefined ? ["is missing"] : compare(method, found, calls[name] ?? [], live);
    return problems.length === 0 ? [] : [`${name}: ${problems.join("; ")}`];
  });
  const names = new Set(expected.map(([name]) => name));
  const added = Object.keys(made).filter((name) => !names.has(name));
  return {
    total: expected.length + added.length,
    wrong: [...wrong, ...added.map((name) => `${name}: is no method`)],
    told: wrong.filter((line) => report.leftOut.some((text) => line.startsWith(`${text.split(" ")[0]}: `))),
  };
}

/** What a service's own base classes do with a context is none of its interface unless a client asks for it. */
function isServed(name: string, method: LiveMethod, calls: LivePair["calls"] & object): boolean {
  if (Object.hasOwn(calls, name)) return true;
  const takesContext = method.context !== null && /(?:context|ctxt|ctx|cntxt|cnxt)$/.test(method.context);
  return takesContext && !method.periodic && name !== "periodic_tasks" && name !== "run_periodic_tasks";
}

function compare(
  live: LiveMethod,
  made: MadeMethod,
  calls: readonly LiveCall[],
  { version }: LivePair,
): string[] {
  const problems: string[] = [];
  const ordered = [
    ...live.params.filter(({ required }) => required),
    ...live.params.filter(({ required }) => !required),
  ];
  const params = made.params ?? [];
  const names = params.map(({ name }) => name);
  const expected = ordered.map(({ name }) => name);
  if (live.open ? !expected.every((name, at) => names[at] === name) : !isDeepStrictEqual(names, expected)) {
    problems.push(`arguments ${names.join(" ")} instead of ${expected.join(" ")}`);
  }
  for (const param of live.params) {
    const found = params.find(({ name }) => name === param.name);
    if (found === undefined) continue;
    if ((found.required ?? true) !== param.required)
      problems.push(`${param.name} is ${param.required ? "" : "not "}required`);
    if (
      !param.required &&
      param.unknown !== true &&
      !isDeepStrictEqual(found.schema.default, param.default)
    ) {
      problems.push(`default of ${param.name} is ${JSON.stringify(param.default)}`);
    }
  }
  for (const call of calls) problems.push(...compareCall(call, made, version ?? "1.0"));
  return problems;
}

function compareCall(call: LiveCall, made: MadeMethod, version: string): string[] {
  const problems: string[] = [];
  const [major] = version.split(".");
  const sent = (made.params ?? []).filter(({ name }) => call.arguments.includes(name));
  const versions = [made.since ?? `${major}.0`, ...sent.flatMap(({ since }) => since ?? [])];
  const highest = versions
    .toSorted((left, right) => Number(left.split(".")[1]) - Number(right.split(".")[1]))
    .at(-1);
  if (call.version !== null && highest !== call.version) {
    problems.push(`version ${highest} instead of ${call.version}`);
  }
  const unknown = call.arguments.filter((name) => !(made.params ?? []).some((param) => param.name === name));
  if (unknown.length > 0) problems.push(`does not take ${unknown.join(" ")}`);
  return problems;
}
