import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { freePorts } from "../../support/free-port.js";
import { Broker } from "./broker.js";
import { chrootFolder } from "./rabbit.js";

/** Several RabbitMQ nodes on this machine that know each other. */
export class Cluster {
  readonly nodes: readonly Broker[];
  readonly #epmd: ChildProcess;

  private constructor(nodes: readonly Broker[], epmd: ChildProcess) {
    this.nodes = nodes;
    this.#epmd = epmd;
  }

  static async start(size: number): Promise<Cluster> {
    const chroot = chrootFolder();
    const [epmdPort = 0, ...ports] = await freePorts(size + 1);
    // The nodes' own would go with the first of them.
    const epmd = spawn("chroot", [chroot, "epmd", "-address", "127.0.0.1", "-port", String(epmdPort)]);
    await once(epmd, "spawn");
    const cookie = randomUUID();
    const started = await Promise.allSettled(
      ports.map((port) => Broker.start({ chroot, cluster: { port, epmdPort, cookie } })),
    );
    const nodes = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const cluster = new Cluster(nodes, epmd);
    const failed = started.find((result) => result.status === "rejected");
    try {
      if (failed !== undefined) throw failed.reason;
      const [first, ...others] = nodes as [Broker, ...Broker[]];
      for (const node of others) {
        await node.ctl("stop_app");
        await node.ctl("join_cluster", first.node);
        await node.ctl("start_app");
      }
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** All nodes in one URL. */
  get url(): string {
    return `rabbit://${this.nodes.map(({ port }) => `guest:guest@127.0.0.1:${port}`).join(",")}/`;
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
    if (this.#epmd.exitCode === null) {
      this.#epmd.kill();
      await once(this.#epmd, "exit");
    }
  }
}
