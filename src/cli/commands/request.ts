import { Command } from "commander";
import { stringifyJson } from "../../json/stringify.js";
import {
  commandTransport,
  type TargetOptions,
  type TransportOptions,
  withTargetOptions,
  withTransportOptions,
} from "../common-options.js";
import { readRequest } from "../requests.js";

type RequestKind = "call" | "cast";

const examples = {
  call: `
Examples:
  oslo-rpc call my-topic methodA arg1=a arg2=b --exchange my-exchange --namespace my-namespace
  oslo-rpc call --schema schemas/my-service.json methodA a b`,
  cast: `
Examples:
  oslo-rpc cast my-topic sink payload='{"n": 1}' --exchange my-exchange --namespace my-namespace
  oslo-rpc cast --schema schemas/my-service.json sink '{"n": 1}' --fanout`,
};

/** The command `call` or `cast`. */
export function requestCommand(kind: RequestKind): Command {
  const command = new Command(kind)
    .description(
      kind === "call" ? "call a method and print its result as JSON" : "send a request that has no reply",
    )
    .argument(
      "[words...]",
      "TOPIC METHOD ARGS, or METHOD ARGS with --schema; ARGS are name=value, or NAME VALUE pairs",
    );
  return withTargetOptions(withTransportOptions(command))
    .option("--json", "tell errors as JSON too")
    .addHelpText("after", examples[kind])
    .action((words: readonly string[], options: TargetOptions & TransportOptions) =>
      run(kind, words, options),
    );
}

async function run(
  kind: RequestKind,
  words: readonly string[],
  options: TargetOptions & TransportOptions,
): Promise<void> {
  const request = readRequest(kind, words, options);
  const transport = commandTransport(options);
  try {
    const result = await request.send(transport);
    if (kind === "call") process.stdout.write(`${stringifyJson(result ?? null)}\n`);
  } finally {
    await transport.close();
  }
}
