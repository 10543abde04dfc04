import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PythonLauncher } from "../test/interop/support/python-process.js";
import { pythonOf } from "../test/rabbit/support/pythons.js";
import { pythonOslo, pythonProgram } from "../test/support/python.js";
import { BUILD_FOLDER } from "./build.js";
import { natsMissing, startNats } from "./nats.js";
import { PeerProcess } from "./peer-process.js";
import { joinRabbit, rabbitMissing } from "./rabbit.js";
import type { Workload } from "./workloads.js";

/** The processes of a contender. */
export interface Processes {
  readonly client: PeerProcess;
  /** Undefined when the client's process is also the server. */
  readonly server?: PeerProcess;
  /** The process in between, where there is one on this machine. */
  readonly router?: { readonly pid: number };
  /** Ends what in between is the contender's own. */
  readonly stopRouter?: () => Promise<void>;
}

/** Who takes part in the bench. */
export interface Contender {
  readonly name: string;
  readonly title: string;
  /** Operations it can do, and how many requests at most it can have under way. */
  readonly operations: readonly Workload["op"][];
  readonly maxOutstanding: number;
  /** The workloads it takes part in; without, in all that it can. */
  readonly workloads?: readonly string[];
  /** Why it cannot take part here, and what would change that. */
  readonly missing?: () => string | undefined;
  /** @param router the one router everybody shares */
  start(router: PeerProcess): Promise<Processes>;
}

const everything = ["call", "cast", "fanout", "unchecked"] as const;
const manyOutstanding = Number.POSITIVE_INFINITY;
/** rhea has room for 2048 deliveries without an outcome in a session, and fails beyond. */
const RHEA_OUTSTANDING = 1000;
/** As many threads as Python's client is asked for at most. */
const PYTHON_THREADS = 256;

const PYTHON_PEERS = fileURLToPath(new URL("peers/python", import.meta.url));
/** Of Debian's release with the newest, whichever RabbitMQ is used. */
const newPython = pythonOf("forky");

function node(name: string, ...args: string[]): Promise<PeerProcess> {
  return PeerProcess.start(name, process.execPath, [`${BUILD_FOLDER}/bench/peers/${name}.js`, ...args]);
}

/** Topic of servers with metrics, which share the router with those without. */
const MEASURED_TOPIC = "bench-measured";

/** The router all contenders share that need one. */
export function startRouter(folder: string = BUILD_FOLDER): Promise<PeerProcess> {
  return PeerProcess.start("router", process.execPath, [`${folder}/bench/peers/router.js`]);
}

function pythonMissing(): string | undefined {
  const reason = pythonOslo.missing();
  return reason === undefined ? undefined : `${reason}; install it with: ${pythonOslo.install}`;
}

/** The Python of this machine. */
const ofMachine: PythonLauncher = (peers, script) => [pythonProgram(), `${peers}/${script}`];

/** @param topic that of no other contender at the same broker */
async function startPython(url: string, python = ofMachine, topic = "python"): Promise<Processes> {
  const start = (script: string) => {
    const [program = "", ...args] = python(PYTHON_PEERS, script);
    return PeerProcess.start(script, program, [...args, url, topic]);
  };
  const server = await start("server.py");
  return { server, client: await start("client.py") };
}

function newPythonMissing(): string | undefined {
  const { peer } = newPython;
  const reason = peer.missing();
  return reason === undefined ? undefined : `no ${newPython.name}: ${reason}; build it with: ${peer.install}`;
}

async function startNode(name: string, ...args: string[]): Promise<Processes> {
  const server = await node(`${name}-server`, ...args);
  return { server, client: await node(`${name}-client`, ...(args.length > 0 ? args : [server.url])) };
}

/** Starts a contender whose messages go through the RabbitMQ all of those share. */
export async function throughRabbit(start: (url: string) => Promise<Processes>): Promise<Processes> {
  const rabbit = await joinRabbit();
  try {
    const { pid } = rabbit;
    return {
      stopRouter: rabbit.stop,
      ...(pid !== undefined && { router: { pid } }),
      ...(await start(rabbit.url)),
    };
  } catch (error) {
    await rabbit.stop();
    throw error;
  }
}

export const contenders: readonly Contender[] = [
  {
    name: "ours",
    title: "oslo-rpc through the embedded router",
    operations: everything,
    maxOutstanding: manyOutstanding,
    start: async (router) => ({ router, ...(await startNode("ours", router.url)) }),
  },
  {
    name: "ours-measured",
    title: "oslo-rpc with metrics for Prometheus at both sides",
    operations: ["call"],
    maxOutstanding: manyOutstanding,
    start: async (router) => ({
      router,
      ...(await startNode("ours", router.url, "metrics", MEASURED_TOPIC)),
    }),
  },
  {
    name: "fake",
    title: "oslo-rpc over fake://, in one process",
    operations: everything,
    maxOutstanding: manyOutstanding,
    start: async () => ({ client: await node("ours-local") }),
  },
  {
    name: "rhea",
    title: "hand-written on rhea, through the same router",
    operations: ["call", "cast", "fanout"],
    maxOutstanding: RHEA_OUTSTANDING,
    start: async (router) => ({ router, ...(await startNode("rhea", router.url)) }),
  },
  {
    name: "rhea-direct",
    title: "hand-written on rhea, without a router",
    operations: ["call"],
    maxOutstanding: RHEA_OUTSTANDING,
    start: () => startNode("rhea"),
  },
  {
    name: "python",
    title: "Python oslo.messaging, through the same router",
    operations: ["call", "cast", "fanout"],
    maxOutstanding: PYTHON_THREADS,
    missing: pythonMissing,
    start: async (router) => ({ router, ...(await startPython(router.url)) }),
  },
  {
    name: "grpc",
    title: "gRPC (@grpc/grpc-js), without anything in between",
    operations: ["call"],
    maxOutstanding: manyOutstanding,
    start: () => startNode("grpc"),
  },
  {
    name: "nats",
    title: "NATS request and reply, through nats-server",
    operations: ["call"],
    maxOutstanding: manyOutstanding,
    missing: natsMissing,
    async start() {
      const router = await startNats();
      return { router, stopRouter: () => router.stop(), ...(await startNode("nats", router.url)) };
    },
  },
  {
    name: "relay",
    title: "bare JSON frames through a relay that only copies them: the floor of any router",
    operations: ["call"],
    maxOutstanding: manyOutstanding,
    async start() {
      const router = await node("relay-router");
      const stopRouter = () => router.stop();
      try {
        return { router, stopRouter, ...(await startNode("relay", router.url)) };
      } catch (error) {
        await stopRouter();
        throw error;
      }
    },
  },
  {
    name: "ours-rabbit",
    title: "oslo-rpc through RabbitMQ",
    operations: everything,
    maxOutstanding: manyOutstanding,
    missing: rabbitMissing,
    start: () => throughRabbit((url) => startNode("ours", url)),
  },
  {
    name: "python-rabbit",
    title: "Python oslo.messaging through RabbitMQ",
    operations: ["call", "cast", "fanout"],
    maxOutstanding: PYTHON_THREADS,
    missing: () => rabbitMissing() ?? pythonMissing(),
    start: () => throughRabbit((url) => startPython(url)),
  },
  {
    name: "python-new-rabbit",
    title: `Python ${newPython.name} through RabbitMQ`,
    operations: ["call", "cast", "fanout"],
    maxOutstanding: PYTHON_THREADS,
    missing: () => rabbitMissing() ?? newPythonMissing(),
    start: () => throughRabbit((url) => startPython(url, newPython.python, "python-new")),
  },
  {
    name: "amqplib",
    title: "hand-written on amqplib through RabbitMQ, with direct reply-to and confirms",
    operations: ["call"],
    maxOutstanding: manyOutstanding,
    missing: rabbitMissing,
    start: () => throughRabbit((url) => startNode("amqplib", url)),
  },
  {
    name: "amqp-client",
    title: "hand-written on @cloudamqp/amqp-client through RabbitMQ, with direct reply-to and confirms",
    operations: ["call"],
    maxOutstanding: manyOutstanding,
    missing: rabbitMissing,
    start: () => throughRabbit((url) => startNode("amqp-client", url)),
  },
];

/** Whether a contender takes part in a workload. */
export function takesPart(contender: Contender, workload: Workload): boolean {
  const { operations, maxOutstanding, workloads } = contender;
  if (workloads !== undefined && !workloads.includes(workload.name)) return false;
  return operations.includes(workload.op) && workload.outstanding <= maxOutstanding;
}

/** An older build to compare with: its own client, server and router. */
export function baseline(folder: string): Contender {
  if (!existsSync(`${folder}/bench/peers/router.js`))
    throw new Error(`${folder} holds no build of the bench`);
  return apart("baseline", "oslo-rpc as it was built before", process.execPath, folder);
}

/** Shares no process with the other contenders. */
export function apart(name: string, title: string, program: string, folder: string): Contender {
  const start = (peer: string, ...args: string[]) =>
    PeerProcess.start(peer, program, [`${folder}/bench/peers/${peer}.js`, ...args]);
  return {
    name,
    title,
    operations: everything,
    maxOutstanding: manyOutstanding,
    async start() {
      const router = await start("router");
      const server = await start("ours-server", router.url);
      const client = await start("ours-client", router.url);
      return { router, server, client, stopRouter: () => router.stop() };
    },
  };
}
