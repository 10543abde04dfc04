import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { Command } from "commander";
import { stringifyJson } from "../../json/json.js";
import { type InferredDefinition, inferDefinitions } from "../../tap/infer/infer-definitions.js";
import { recordHead } from "../../tap/record.js";
import type { TrafficLine } from "../../tap/traffic.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import { UsageError } from "../../terminal/usage-error.js";
import { LineOutput } from "../line-output.js";
import { readRecordFile } from "../record-file.js";
import { type WatchOptions, watchTraffic, withWatchOptions } from "../watch-traffic.js";

/** Characters that may wait for a disk that is too slow. */
const MOST_WAITING = 64 * 1024 * 1024;

interface RecordOptions extends WatchOptions {
  readonly force?: boolean;
  readonly infer?: boolean;
  readonly service?: string;
}

/** The command `record`. */
export function recordCommand(): Command {
  const command = new Command("record")
    .argument("<file>", "file that is written, with a JSON object on each line")
    .argument(
      "[topics...]",
      "topics of servers, or of notifications without the priority; none with --infer, for a file that is there",
    );
  return withWatchOptions(command)
    .option("--force", "write over a file that is there")
    .option("--infer", "print a definition for what was seen, with counts")
    .option("--service <name>", "with --infer: of several services, that of this topic, or namespace")
    .option("--json", "tell errors as JSON")
    .addHelpText(
      "after",
      `
What is seen is what oslo-rpc tap shows, until it is interrupted. oslo-rpc replay plays the file.

Examples:
  oslo-rpc record traffic.jsonl my-topic --exchange my-exchange --for 60
  oslo-rpc record traffic.jsonl --infer > my-service.json`,
    )
    .action(record);
}

async function record(file: string, topics: readonly string[], options: RecordOptions): Promise<void> {
  const { infer = false, service } = options;
  if (topics.length === 0 && !infer) throw new UsageError("name the topics that are to be recorded");
  if (topics.length > 0) await write(file, topics, options);
  if (infer) process.stdout.write(proposal(inferDefinitions(readRecordFile(file)), service));
}

/** The definition that is asked for, as a file has it. */
function proposal(definitions: readonly InferredDefinition[], service: string | undefined): string {
  const wanted = definitions.filter(
    ({ topic, namespace }) => service === undefined || service === topic || service === namespace,
  );
  const [one, ...others] = wanted;
  if (one === undefined) throw new CommandFailure("The record has no requests of such a service");
  if (others.length > 0) {
    const names = wanted.map(({ topic, namespace }) => namespace ?? topic).join(", ");
    throw new UsageError(`The record has several services: choose one with --service (${names})`);
  }
  return `${JSON.stringify(JSON.parse(stringifyJson(one.document)), undefined, 2)}\n`;
}

async function write(file: string, topics: readonly string[], options: RecordOptions): Promise<void> {
  const stream = await open(file, options.force ?? false);
  const output = new LineOutput(
    stream,
    (count) => stringifyJson({ type: "missed", time: new Date().toISOString(), count }),
    MOST_WAITING,
  );
  const counts = new Map<TrafficLine["type"], number>();
  let broken: Error | undefined;
  stream.on("error", (error) => {
    broken = error;
  });
  output.write(recordHead(topics, !(options.unmasked ?? false)));
  try {
    await watchTraffic(topics, options, (line) => {
      if (broken !== undefined) throw new CommandFailure(`${file} cannot be written: ${broken.message}`);
      counts.set(line.type, (counts.get(line.type) ?? 0) + 1);
      output.write(stringifyJson(line));
    });
  } finally {
    output.end();
    stream.end();
    await once(stream, "close");
    const list = [...counts].map(([type, count]) => `${count} ${type}`).join(", ");
    process.stderr.write(`${file} has ${list || "no messages"}\n`);
  }
}

/** Others are not to read what may hold secrets. */
async function open(file: string, force: boolean): Promise<WriteStream> {
  const stream = createWriteStream(file, { flags: force ? "w" : "wx", mode: 0o600 });
  try {
    await once(stream, "open");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === "EEXIST" ? `${file} is there already; --force writes over it` : `${file}: ${message}`,
    );
  }
  return stream;
}
