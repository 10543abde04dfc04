import { tally } from "../../rabbit/support/tally.js";
import { type Finding, lateness, PLANNED, starvedWindows } from "./checker.js";
import { samplesOf } from "./flatness.js";
import { DONE, type History, type Written } from "./history.js";
import { type Request, requestsOf, touches } from "./requests.js";

/** Lines that tell of a run. */
export function figures(history: History): string[] {
  const { requests } = requestsOf(history);
  return [
    ...outcomes(requests),
    ...latencies(requests, history),
    worstLateness(requests, history),
    again(requests),
    recoveries(requests, history),
    `faults: ${list(tally(history.windows.map(({ kind }) => kind)))}`,
    `times in which the machine ran a process for a second not at all: ${starvedWindows(history.processes).length}`,
    ...history.processes.flatMap(memory),
    ...logged(history.processes),
  ];
}

/** How many there are of each rule, and some of them. */
export function summary(findings: readonly Finding[]): string {
  const rules = tally(findings.map(({ rule }) => rule));
  const examples = Object.keys(rules).flatMap((name) =>
    findings.filter(({ rule }) => rule === name).slice(0, 8),
  );
  return [list(rules), ...examples.map(({ rule, what }) => `${rule}: ${what}`)].join("\n");
}

function outcomes(requests: readonly Request[]): string[] {
  const kinds = new Map<string, string[]>();
  for (const { began, ends } of requests) {
    const kind = began.plan === "done" ? began.kind : `${began.kind} to ${began.plan}`;
    const found = kinds.get(kind) ?? [];
    found.push(ends[0] === undefined ? "never ended" : outcomeWithRun(ends[0]));
    kinds.set(kind, found);
  }
  return [...kinds].map(([kind, ends]) => `${kind}: ${list(tally(ends))}`);
}

function outcomeWithRun({ outcome, mayHaveRun }: { outcome: string; mayHaveRun: boolean }): string {
  return mayHaveRun ? outcome : `${outcome} (not run)`;
}

/** Of calls that were answered, without the time that their methods took. */
function latencies(requests: readonly Request[], { windows }: History): string[] {
  const quiet: number[] = [];
  const faulty: number[] = [];
  for (const { began, client, ends } of requests) {
    const [end] = ends;
    if (began.kind !== "call" || end?.outcome !== DONE) continue;
    const isFaulty = windows.some((fault) => touches(fault, [client, began.server], began.at, end.at));
    (isFaulty ? faulty : quiet).push(end.at - began.at - began.work);
  }
  return [
    `answers without a fault: ${percentiles(quiet)}`,
    `answers in the time of a fault: ${percentiles(faulty)}`,
  ];
}

function percentiles(times: number[]): string {
  times.sort((a, b) => a - b);
  const at = (part: number) => (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms of ${times.length}`;
}

function worstLateness(requests: readonly Request[], { processes }: History): string {
  const late = lateness(processes);
  const worst = requests.reduce((most, request) => Math.max(most, late(request)), Number.NEGATIVE_INFINITY);
  const raw = requests.reduce((most, { began, ends }) => {
    return Math.max(most, (ends[0]?.at ?? 0) - (began.deadline ?? Number.POSITIVE_INFINITY));
  }, Number.NEGATIVE_INFINITY);
  return `latest end after its deadline: ${worst.toFixed(1)} ms, ${raw.toFixed(1)} with the time its process did not run`;
}

function again(requests: readonly Request[]): string {
  const twice = requests.filter(({ began, runs }) => began.kind !== "fanout" && runs.length > 1);
  const late = requests.filter(
    ({ began, runs }) => began.plan !== "abort" && runs.some(({ at }) => at > (began.deadline ?? at)),
  );
  const kinds = list(tally(twice.map(({ began }) => began.kind)));
  return `run more than once: ${kinds || "none"}; run after their deadline: ${late.length}`;
}

/** Of each kind of fault the longest time from its end until a request was begun that failed of it. */
function recoveries(requests: readonly Request[], { windows }: History): string {
  const longest: Record<string, number> = {};
  for (const fault of windows) {
    const failed = requests.filter(({ began, client, ends: [end] }) => {
      if (end === undefined || end.outcome === PLANNED[began.plan]) return false;
      return touches(fault, [client, began.server], began.at, began.at);
    });
    const last = failed.reduce((latest, { began }) => Math.max(latest, began.at), fault.over);
    longest[fault.kind] = Math.max(longest[fault.kind] ?? 0, last - fault.over);
  }
  const each = Object.entries(longest).map(([kind, time]) => `${kind} ${(time / 1000).toFixed(1)} s`);
  return `last failure was begun after the end of: ${each.join(", ")}`;
}

function memory(process: Written): string[] {
  const samples = samplesOf(process);
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return [];
  const [from, to] = [first, last].map(({ heap }) => (heap / 1024 / 1024).toFixed(1));
  return [
    `${process.name} ${process.pid}: heap ${from} to ${to} MB, ${samples.length} samples; ${list(last.counts)}`,
  ];
}

function logged(processes: readonly Written[]): string[] {
  const messages = processes.flatMap(({ name, entries }) =>
    entries.flatMap((entry) =>
      entry.type === "logged" ? `${name.replace(/-\d+$/, "")}: ${entry.message}` : [],
    ),
  );
  // Numbers and names of queues make each line another one.
  const alike = messages.map((message) => message.replace(/[0-9a-f]{32}|\d+/g, "#").slice(0, 200));
  return Object.entries(tally(alike)).map(([message, count]) => `logged ${count} times by a ${message}`);
}

function list(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}
