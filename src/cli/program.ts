import { Command } from "commander";
import { PACKAGE_VERSION } from "../package/package-version.js";
import { refuseEmptyValues } from "../terminal/refuse-empty.js";
import { LOCAL_ROUTER } from "./local-router.js";

interface Entry {
  readonly description: string;
  /** Gets what adds arguments and options, and what the command does. */
  readonly load: () => Promise<(command: Command) => Command>;
}

const request = async () => (await import("./commands/request.js")).defineRequest;

/** The commands, in the order of the help. */
const entries: Readonly<Record<string, Entry>> = {
  router: {
    description: "run an AMQP 1.0 router, until it is interrupted",
    load: async () => (await import("./commands/router.js")).defineRouter,
  },
  call: { description: "call a method and print its result as JSON", load: request },
  cast: { description: "send a request that has no reply", load: request },
  notify: {
    description: "send a notification",
    load: async () => (await import("./commands/notify.js")).defineNotify,
  },
  listen: {
    description: "print notifications as they come, until it is interrupted",
    load: async () => (await import("./commands/listen.js")).defineListen,
  },
  ping: {
    description: "ask the servers of a topic for a sign of life, and tell how long each took",
    load: async () => (await import("./commands/ping.js")).definePing,
  },
  ls: {
    description: "list the topics and servers that are there",
    load: async () => (await import("./commands/ls.js")).defineList,
  },
  describe: {
    description: "ask a server for its services, and print their methods",
    load: async () => (await import("./commands/describe.js")).defineDescribe,
  },
  mock: {
    description:
      "answer calls by a definition alone, with data that fits its schemas, until it is interrupted",
    load: async () => (await import("./commands/mock.js")).defineMock,
  },
  top: {
    description: "watch what the servers of a topic do: rates, latencies, running methods",
    load: async () => (await import("./commands/top.js")).defineTop,
  },
  tap: {
    description: "show what goes to topics, and its replies, without taking anything away",
    load: async () => (await import("./commands/tap.js")).defineTap,
  },
  record: {
    description: "keep what goes to topics, and its replies, in a file",
    load: async () => (await import("./commands/record.js")).defineRecord,
  },
  replay: {
    description: "answer calls, or send requests, as a record has them",
    load: async () => (await import("./commands/replay.js")).defineReplay,
  },
  console: {
    description: "serve a page to this machine's browser: services, calls, traffic, load",
    load: async () => (await import("./commands/console.js")).defineConsole,
  },
  config: {
    description:
      "print the value of every option and where it comes from, as the other commands would have them",
    load: async () => (await import("./commands/config.js")).defineConfig,
  },
  doctor: {
    description:
      "examine a configuration, its broker and its services, and say what is wrong and what cures it",
    load: async () => (await import("./commands/doctor.js")).defineDoctor,
  },
  completion: {
    description: "print a script that completes commands and options in a shell",
    load: async () => (await import("./commands/completion.js")).defineCompletion,
  },
};

/**
 * The command `oslo-rpc`. Only the commands that the words name are loaded, with the library behind them: help and
 * mistyped commands need none. Completion needs to know all of them.
 */
export async function makeProgram(words: readonly string[]): Promise<Command> {
  const program = new Command("oslo-rpc")
    .description("Calls, serves and routes RPC on the wire of OpenStack's oslo.messaging.")
    .version(PACKAGE_VERSION)
    .addHelpText(
      "after",
      `
Where neither --url nor a configuration names a peer, the commands take ${LOCAL_ROUTER}, which is where
oslo-rpc router listens.

They exit with 0 when all is well, 1 when a call or a check failed, 2 when the command line or a configuration is wrong,
and 3 when doctor has only warnings.

Examples:
  oslo-rpc router
  oslo-rpc call my-topic methodA arg1=a --exchange my-exchange --namespace my-namespace
  oslo-rpc help call`,
    );
  const all = words.includes("completion");
  for (const [name, { description, load }] of Object.entries(entries)) {
    const command = program.command(name).description(description);
    if (all || words.includes(name)) (await load())(command);
  }
  refuseEmptyValues(program);
  return program;
}
