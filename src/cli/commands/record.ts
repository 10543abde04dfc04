import type { Command } from "commander";
import { type InferredDefinition, inferDefinitions } from "../../tap/infer/infer-definitions.js";
import { recordHead } from "../../tap/record.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import { UsageError } from "../../terminal/usage-error.js";
import { definitionFile } from "../print-result.js";
import { readRecordFile } from "../record-file.js";
import { Recording } from "../recording.js";
import { type WatchOptions, watchTraffic, withWatchOptions } from "../watch-traffic.js";

interface RecordOptions extends WatchOptions {
  readonly force?: boolean;
  readonly infer?: boolean;
  readonly service?: string;
}

/** The command `record`. */
export function defineRecord(command: Command): Command {
  return withWatchOptions(command)
    .argument("<file>", "file that is written, with a JSON object on each line")
    .argument(
      "[topics...]",
      "topics of servers, or of notifications without the priority; none with --infer, for a file that is there",
    )
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
  return definitionFile(one.document);
}

async function write(file: string, topics: readonly string[], options: RecordOptions): Promise<void> {
  const { force = false, unmasked = false } = options;
  let recording: Recording | undefined;
  try {
    await watchTraffic(topics, options, (fail) => {
      const begun = new Recording({ file, force, head: recordHead(topics, !unmasked), fail });
      recording = begun;
      return { begin: () => begun.open(), show: (line) => begun.write(line) };
    });
  } finally {
    const told = await recording?.end();
    if (told !== undefined) process.stderr.write(`${told}\n`);
  }
}
