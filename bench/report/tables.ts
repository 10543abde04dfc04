import { contenders } from "../contenders.js";
import type { Run } from "../measure.js";
import { besides } from "../node-versions.js";
import { cpuOf, type Ratio } from "../ratios.js";
import type { Peak, Results } from "../results.js";
import type { ScaleRow } from "../scale.js";
import { median, spread } from "../statistics.js";
import { workloads } from "../workloads.js";

const title = (all: readonly { name: string; title: string }[], name: string) =>
  all.find((one) => one.name === name)?.title ?? name;

/** Rows of cells as a Markdown table; all columns but the first are figures. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "--:"))), ...rows.map(line)].join(
    "\n",
  );
}

/** The figures that have targets. */
export function ratioTable(ratios: Results["ratios"]): string {
  const rows = Object.values(ratios).map((ratio) => [
    ratio.title,
    format(ratio, ratio.value),
    `${ratio.atMost ? "<" : "≥"} ${format(ratio, ratio.target)}`,
    ratio.met ? "yes" : "**no**",
  ]);
  return markdownTable(["Measure", "Value", "Target", "Met"], rows);
}

function format({ unit }: Ratio, value: number): string {
  const figure = unit === "" || unit === "s" ? value.toFixed(2) : String(Math.round(value));
  return `${figure} ${unit}`.trim();
}

/** One table for each workload. */
export function workloadTables({ series }: Results): string {
  const sections: string[] = [];
  for (const workload of workloads) {
    const rows = series
      .filter((one) => one.workload === workload.name && one.runs.length > 0)
      .map(({ contender, runs }) => [title(contenders, contender), ...figures(runs)]);
    if (rows.length === 0) continue;
    const rate = workload.op === "fanout" ? "deliveries/s" : workload.op === "cast" ? "casts/s" : "calls/s";
    const head = ["", rate, "spread", "p50 ms", "p99 ms", "client µs", "server µs", "between µs"];
    const lost = series.some((one) => one.workload === workload.name && one.runs.some((run) => run.lost > 0));
    const all = lost ? [...head, "lost"] : head;
    sections.push(
      `### ${workload.title}\n\n${markdownTable(all, lost ? rows : rows.map((row) => row.slice(0, -1)))}`,
    );
  }
  return sections.join("\n\n");
}

function figures(runs: readonly Run[]): string[] {
  const of = (pick: (run: Run) => number | undefined) =>
    median(runs.map(pick).filter((value) => value !== undefined));
  const rates = runs.map(({ rate }) => rate);
  const cpu = (value: number) => (Number.isNaN(value) ? "–" : value.toFixed(1));
  return [
    Math.round(median(rates)).toLocaleString("en"),
    `${Math.round(spread(rates) * 100)} %`,
    of(({ p50 }) => p50).toFixed(2),
    of(({ p99 }) => p99).toFixed(2),
    cpu(of((run) => run.cpu.client)),
    cpu(of((run) => run.cpu.server)),
    cpu(of((run) => run.cpu.router)),
    Math.round(of(({ lost }) => lost)).toLocaleString("en"),
  ];
}

/** Other versions of Node.js beside the one of all others, in the same rounds; empty when there are none. */
export function nodeTable({ series }: Results): string {
  const rows = series.flatMap(({ contender, workload, runs }) => {
    const compared = besides(contender);
    const others = series.find((one) => one.contender === compared?.other && one.workload === workload)?.runs;
    if (compared === undefined || others === undefined || runs.length === 0) return [];
    const over = (figure: (run: Run | undefined) => number) =>
      median(runs.map((run, round) => figure(run) / figure(others[round]))).toFixed(2);
    const name = `${compared.title}: ${title(workloads, workload)}`;
    return [[name, over((run) => run?.rate ?? Number.NaN), over(cpuOf)]];
  });
  return rows.length === 0 ? "" : markdownTable(["", "rate", "CPU a call"], rows);
}

/** What calls cost with ever more of a kind. */
export function scaleTable(rows: readonly ScaleRow[]): string {
  const cpu = (value: number) => (Number.isNaN(value) ? "–" : value.toFixed(1));
  const cells = rows.map(({ kind, count, rate, busy, alone }) => [
    `${kind}: ${count.toLocaleString("en")}`,
    Math.round(rate).toLocaleString("en"),
    cpu(busy),
    cpu(alone),
  ]);
  return markdownTable(["", "calls/s", "µs a call", "µs a call alone"], cells);
}

/** The most memory each process ever had. */
export function memoryTable(peaks: readonly Peak[]): string {
  const megabytes = (bytes: number | undefined) =>
    bytes === undefined ? "–" : `${Math.round(bytes / 2 ** 20)} MiB`;
  const rows = peaks.map(({ contender, client, server, router }) => [
    title(contenders, contender),
    ...[client, server, router].map(megabytes),
  ]);
  return markdownTable(["", "client", "server", "between"], rows);
}
