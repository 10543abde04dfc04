import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pythonOslo, pythonProgram } from "../test/support/python.js";
import { BUILD_FOLDER } from "./build.js";
import { PeerProcess } from "./peer-process.js";
import type { Workload } from "./workloads.js";

/** The processes of a contender. */
export interface Processes {
  readonly client: PeerProcess;
  /** Undefined when the client's process is also the server. */
  readonly server?: PeerProcess;
  readonly router?: PeerProcess;
}

/** Who takes part in the bench. */
export interface Contender {
  readonly name: string;
  readonly title: string;
  /** Operations it can do, and how many requests at most it can have under way. */
  readonly operations: readonly Workload["op"][];
  readonly maxOutstanding: number;
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

const python = (file: string) => fileURLToPath(new URL(`peers/python/${file}`, import.meta.url));

function node(name: string, ...args: string[]): Promise<PeerProcess> {
  return PeerProcess.start(name, process.execPath, [`${BUILD_FOLDER}/bench/peers/${name}.js`, ...args]);
}

/** The router all contenders share that need one. */
export function startRouter(folder: string = BUILD_FOLDER): Promise<PeerProcess> {
  return PeerProcess.start("router", process.execPath, [`${folder}/bench/peers/router.js`]);
}

export const contenders: readonly Contender[] = [
  {
    name: "ours",
    title: "oslo-rpc through the embedded router",
    operations: everything,
    maxOutstanding: manyOutstanding,
    async start(router) {
      const server = await node("ours-server", router.url);
      return { router, server, client: await node("ours-client", router.url) };
    },
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
    async start(router) {
      const server = await node("rhea-server", router.url);
      return { router, server, client: await node("rhea-client", router.url) };
    },
  },
  {
    name: "rhea-direct",
    title: "hand-written on rhea, without a router",
    operations: ["call"],
    maxOutstanding: RHEA_OUTSTANDING,
    async start() {
      const server = await node("rhea-server");
      return { server, client: await node("rhea-client", server.url) };
    },
  },
  {
    name: "python",
    title: "Python oslo.messaging, through the same router",
    operations: ["call", "cast", "fanout"],
    maxOutstanding: PYTHON_THREADS,
    missing() {
      const reason = pythonOslo.missing();
      return reason === undefined ? undefined : `${reason}; install it with: ${pythonOslo.install}`;
    },
    async start(router) {
      const program = pythonProgram();
      const start = (file: string) => PeerProcess.start(file, program, [python(file), router.url]);
      const server = await start("server.py");
      return { router, server, client: await start("client.py") };
    },
  },
];

/** Whether a contender takes part in a workload. */
export function takesPart({ operations, maxOutstanding }: Contender, workload: Workload): boolean {
  return operations.includes(workload.op) && workload.outstanding <= maxOutstanding;
}

/** An older build to compare with: its own client, server and router. */
export function baseline(folder: string): Contender {
  if (!existsSync(`${folder}/bench/peers/router.js`))
    throw new Error(`${folder} holds no build of the bench`);
  const start = (name: string, url: string) =>
    PeerProcess.start(name, process.execPath, [`${folder}/bench/peers/${name}.js`, url]);
  return {
    name: "baseline",
    title: "oslo-rpc as it was built before",
    operations: everything,
    maxOutstanding: manyOutstanding,
    async start() {
      const router = await startRouter(folder);
      const server = await start("ours-server", router.url);
      return { router, server, client: await start("ours-client", router.url) };
    },
  };
}
