import { compareVersions } from "../../../src/definition/version.js";
import type { PythonClass, PythonFunction } from "../python/module.js";
import type { Names } from "../python/names.js";
import { AskedServer } from "./asked-server.js";
import type { Sent } from "./evaluator.js";
import { type Decide, Interpreter } from "./interpreter.js";
import type { RecordedCall } from "./recorded-call.js";
import { eitherOf, type Member, type Value, type Way } from "./value.js";

/** More versions than any method asks for. */
const MAX_PEERS = 16;
/** More tests than a method has arguments that came later. */
const MAX_TESTS = 16;

/** A request that a method sends to one server. */
interface Run {
  readonly calls: readonly RecordedCall[];
  /** The first version that the server does not know; without it, it knows all. */
  readonly older?: string;
}

/** The requests of a method. */
export interface Requests {
  readonly calls: readonly RecordedCall[];
  /** The ways of methods whose names only running the client would tell. */
  readonly unnamed: readonly Way[];
}

/**
 * Follows a client's method for a server that knows all, and then for older and older ones, as far as the method asks
 * for versions. What it sends to an older server tells since when there is what it sends to a new one.
 */
export function requestsOf(
  method: PythonFunction,
  owner: PythonClass,
  client: PythonClass,
  names: Names,
): Requests {
  const runs: Run[] = [];
  const unnamed = new Set<Way>();
  const asked = new Set<string>();
  const done = new Set<string | undefined>();
  let older: string | undefined;
  while (!done.has(older) && runs.length < MAX_PEERS) {
    done.add(older);
    const peer = new AskedServer(older);
    const sent = new Interpreter(client, names, peer).follow(method, owner);
    runs.push({ calls: sent.calls, ...(older === undefined ? {} : { older }) });
    for (const way of sent.unnamed) unnamed.add(way);
    for (const version of peer.asked) asked.add(version);
    const last = older;
    const next = [...asked]
      .filter((version) => last === undefined || compareVersions(version, last) < 0)
      .toSorted(compareVersions)
      .at(-1);
    if (next === undefined) break;
    older = next;
  }
  const keys = new Map<string, readonly [string, Way]>();
  for (const { method: name, way } of runs.flatMap(({ calls }) => calls))
    keys.set(JSON.stringify([name, way]), [name, way]);
  const calls = [...keys.values()].flatMap(([name, way]) => {
    const perRun = runs.map((run) => ({
      ...run,
      calls: run.calls.filter((call) => call.method === name && call.way === way),
    }));
    // A way of sending that only old servers are asked by is not how the method is sent.
    const isOld = perRun[0]?.calls.length === 0 && runs[0]?.calls.some((call) => call.method === name);
    return isOld === true ? [] : (overTime(perRun) ?? []);
  });
  const follow = (decide: Decide) =>
    new Interpreter(client, names, new AskedServer(), decide).follow(method, owner);
  const isUnsettled = calls.some(
    ({ args, versions = [] }) =>
      versions.length > 1 &&
      [...args.values()].some((member) => member.isOptional && member.since === undefined),
  );
  return { calls: isUnsettled ? byArgument(calls, follow) : calls, unnamed: [...unnamed] };
}

/**
 * Adds the versions of arguments that a method asks for only where it sends them: what is sent where just one of its
 * tests holds is compared with what is sent where none does.
 */
function byArgument(calls: readonly RecordedCall[], follow: (decide: Decide) => Sent): RecordedCall[] {
  let tests = 0;
  const plain = follow(() => {
    tests += 1;
    return false;
  });
  const came = new Map<RecordedCall, Map<string, string>>(calls.map((call) => [call, new Map()]));
  for (let holding = 0; holding < Math.min(tests, MAX_TESTS); holding += 1) {
    let test = -1;
    const sent = follow(() => {
      test += 1;
      return test === holding;
    });
    for (const [call, since] of came) {
      const [before, after] = [plain, sent].map((each) => onlyOf(each, call));
      const [old, now] = [before?.versions?.[0], after?.versions?.[0]];
      if (before === undefined || after === undefined || old === undefined || now === undefined) continue;
      if (compareVersions(now, old) <= 0) continue;
      for (const name of after.args.keys()) if (!before.args.has(name)) since.set(name, now);
    }
  }
  return calls.map((call) => {
    const args = [...call.args].map(([name, member]): [string, Member] => {
      const since = member.since ?? came.get(call)?.get(name);
      return [name, { ...member, ...(since === undefined ? {} : { since }) }];
    });
    return { ...call, args: new Map(args) };
  });
}

/** The request of the same method in the same way, where it is one and asks for one version. */
function onlyOf({ calls }: Sent, { method, way }: RecordedCall): RecordedCall | undefined {
  const [only, ...others] = calls.filter((call) => call.method === method && call.way === way);
  return others.length === 0 && only?.versions?.length === 1 ? only : undefined;
}

/** One request, from what is sent to ever older servers. */
function overTime(runs: readonly Run[]): RecordedCall | undefined {
  const start = runs.findIndex(({ calls }) => calls.length > 0);
  const newest = together(runs[start]?.calls ?? []);
  if (newest === undefined) return undefined;
  const members = new Map(newest.args);
  const versions = new Set(newest.versions ?? []);
  for (const { calls, older: since } of runs.slice(start + 1)) {
    const older = together(calls);
    if (older === undefined || !isSameForm(newest, older)) break;
    for (const [name, member] of members) {
      if (older.args.has(name) || member.since !== undefined || since === undefined) continue;
      members.set(name, { ...member, isOptional: true, since });
    }
    for (const version of older.versions ?? []) versions.add(version);
  }
  return { ...newest, args: members, versions: newest.versions === undefined ? undefined : [...versions] };
}

/** The common part of several requests of one method, when it is sent in more than one place. */
function together(calls: readonly RecordedCall[]): RecordedCall | undefined {
  const [first, ...others] = calls;
  if (first === undefined || others.length === 0) return first;
  const names = new Set(calls.flatMap(({ args }) => [...args.keys()]));
  const args = [...names].map((name): [string, Member] => {
    const found = calls.flatMap((call) => call.args.get(name) ?? []);
    const isOptional = found.length < calls.length || found.some((member) => member.isOptional);
    return [name, { value: eitherOf(found.map(({ value }) => value)), isOptional }];
  });
  const versions = calls.map((call) => call.versions);
  return {
    ...first,
    args: new Map(args),
    isOpen: calls.some(({ isOpen }) => isOpen),
    isFanout: calls.every(({ isFanout }) => isFanout),
    versions: versions.every((list) => list !== undefined) ? [...new Set(versions.flat())] : undefined,
  };
}

/** True when an older server gets the same, less some arguments: it could be asked in its own version. */
function isSameForm(newest: RecordedCall, older: RecordedCall): boolean {
  return [...older.args].every(([name, { value }]) => {
    const now = newest.args.get(name);
    return now !== undefined && isSameValue(now.value, value);
  });
}

function isSameValue(left: Value, right: Value): boolean {
  if (left.kind === "dict" && right.kind === "dict") {
    return (
      left.members.size === right.members.size &&
      [...left.members].every(([name, { value }]) => {
        const other = right.members.get(name);
        return other !== undefined && isSameValue(value, other.value);
      })
    );
  }
  if (left.kind === "sequence" && right.kind === "sequence") {
    return (
      left.items.length === right.items.length &&
      left.items.every((item, index) => isSameValue(item, right.items[index] ?? { kind: "unknown" }))
    );
  }
  if (left.kind === "parameter" && right.kind === "parameter") return left.parameter === right.parameter;
  if (left.kind === "scalars" && right.kind === "scalars") {
    return JSON.stringify(left.values.map(String)) === JSON.stringify(right.values.map(String));
  }
  return left.kind === right.kind;
}
