import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { contenders } from "../contenders.js";
import type { Results } from "../results.js";
import { plot } from "./plot.js";
import { memoryTable, nodeTable, ratioTable, scaleTable, workloadTables } from "./tables.js";

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
/** What the README tells of the ratios. */
const MAIN_RATIOS = ["python-64", "python-1", "rhea-64", "grpc-64", "validation"];
const README_PART = /(<!-- bench -->)[\s\S]*(<!-- \/bench -->)/;

/** Writes `docs/benchmarks.md` with its plot, and the table in the README where that has a place for it. */
export function writeDocuments(results: Results): void {
  writeFileSync(path("docs/benchmarks.svg"), plot(results));
  writeFileSync(path("docs/benchmarks.md"), page(results));
  if (!existsSync(path("README.md"))) return;
  const readme = readFileSync(path("README.md"), "utf8");
  const main = Object.entries(results.ratios).filter(([name]) => MAIN_RATIOS.includes(name));
  const table = `$1\n${ratioTable(Object.fromEntries(main))}\n\nMeasured on ${results.machine}.\n$2`;
  if (README_PART.test(readme)) writeFileSync(path("README.md"), readme.replace(README_PART, table));
}

function page(results: Results): string {
  const { date, machine, rounds, seconds, ratios, skipped, peaks, scale } = results;
  const missing = skipped.map(({ contender, reason }) => {
    const title = contenders.find(({ name }) => name === contender)?.title ?? contender;
    return `- ${title}: ${reason}.`;
  });
  return `# Benchmarks

Written by \`npm run bench\`; do not edit.

All contenders run on one machine at one time: each workload once for each of them in any order, then the next round. The
figures are medians over ${rounds} rounds of ${seconds} s, after one that does not count; the spread is (largest − smallest) /
median. Absolute figures say little on another machine, the ratios more. A call carries a JSON object that the server gives back; here it is described by a
schema and checked four times, elsewhere by nobody. Client, server and whatever is in between are processes of their
own, and run compiled JavaScript as users do. CPU is that of a process, with all its threads, for one call.

A Python client of oslo.messaging 14.8 to 18.1 is not among them: each sequential call of it over RabbitMQ takes half a
second, from the second on, because of its own polling for the reply, whoever serves it. 14.0.3 and 18.3.0 do not poll.

${date}, ${machine}.

![Calls a second](benchmarks.svg)

## Targets

Of the rates in the same round, the median.

${ratioTable(ratios)}

## Workloads

${workloadTables(results)}
${versions(results)}
## Scale

Calls of 100 B through the embedded router, with 64 outstanding and one after the other, made from so many clients in
turn, to one topic with so many servers, or to so many topics in turn. Clients and servers have connections of their
own. The CPU is that of client, server and router together. More connections take more system calls, since fewer
messages leave together. The method behind the workers computes for some milliseconds.

${scaleTable(scale)}

## Memory

The most that each process had in all of the workloads above.

${memoryTable(peaks)}
${missing.length > 0 ? `\n## Not measured\n\n${missing.join("\n")}\n` : ""}`;
}

function versions(results: Results): string {
  const table = nodeTable(results);
  if (table === "") return "";
  return `
## Versions of Node.js

oslo-rpc through a router of its own, all three processes on the version named, over the same on ${process.version} in the same rounds;
and over RabbitMQ beside hand-written amqplib, client and server of both on the version named.

${table}
`;
}
