import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePorts } from "../../support/free-port.js";

const RUN = fileURLToPath(new URL("./run-broker.sh", import.meta.url));
const START_ATTEMPTS = 3;
const START_MS = 180_000;
const STOP_MS = 60_000;

const run = promisify(execFile);

export interface BrokerOptions {
  /** Root of the Debian that `scripts/rabbit-chroot.sh` builds. */
  readonly chroot: string;
  /** Further lines of rabbitmq.conf. */
  readonly config?: readonly string[];
  readonly plugins?: readonly string[];
  /** Makes it one node of several, whose port is chosen beforehand. */
  readonly cluster?: { readonly port: number; readonly epmdPort: number; readonly cookie: string };
}

/** A RabbitMQ of our own on the loopback interface. Its data survives `kill`, not `stop`. */
export class Broker {
  readonly port: number;
  readonly #chroot: string;
  /** The node's files, as the host sees them. */
  readonly #folder: string;
  readonly #environment: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  #exited: Promise<unknown> = Promise.resolve();
  #output = "";
  #isUp = false;

  private constructor(options: BrokerOptions, ports: readonly number[]) {
    const { cluster } = options;
    const [freePort = 0, distPort = 0, freeEpmdPort = 0] = ports;
    const { port = freePort, epmdPort = freeEpmdPort } = cluster ?? {};
    this.port = port;
    this.#chroot = options.chroot;
    this.#folder = mkdtempSync(join(options.chroot, "tmp/broker-"));
    const inside = `/${relative(options.chroot, this.#folder)}`;
    this.#environment = {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
      LC_ALL: "C.UTF-8",
      RABBITMQ_NODENAME: `node-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distPort),
      RABBITMQ_CTL_DIST_PORT_MIN: "0",
      RABBITMQ_CTL_DIST_PORT_MAX: "0",
      ERL_EPMD_ADDRESS: "127.0.0.1",
      ERL_EPMD_PORT: String(epmdPort),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2",
      RABBITMQ_CONFIG_FILE: `${inside}/rabbitmq.conf`,
      RABBITMQ_ENABLED_PLUGINS_FILE: `${inside}/enabled_plugins`,
      RABBITMQ_MNESIA_BASE: `${inside}/data`,
      RABBITMQ_LOGS: "-",
      RABBITMQ_LOG_BASE: `${inside}/log`,
      RABBITMQ_PID_FILE: `${inside}/pid`,
      WORK: inside,
    };
    const config = [`listeners.tcp.1 = 127.0.0.1:${port}`, "log.console = true", ...(options.config ?? [])];
    writeFileSync(join(this.#folder, "rabbitmq.conf"), `${config.join("\n")}\n`);
    writeFileSync(join(this.#folder, "enabled_plugins"), `[${(options.plugins ?? []).join(",")}].\n`);
    const { uid, gid } = rabbitUser(options.chroot);
    const files = ["", "rabbitmq.conf", "enabled_plugins"];
    if (cluster !== undefined) {
      writeFileSync(join(this.#folder, ".erlang.cookie"), cluster.cookie, { mode: 0o400 });
      files.push(".erlang.cookie");
    }
    for (const file of files) chownSync(join(this.#folder, file), uid, gid);
  }

  /** Starts a new node; resolves when it takes connections. */
  static async start(options: BrokerOptions): Promise<Broker> {
    for (let attempt = 1; ; attempt += 1) {
      const broker = new Broker(options, await freePorts(3));
      try {
        await broker.start();
        return broker;
      } catch (error) {
        await broker.stop();
        // It takes seconds until its ports are its own: others may have got one.
        if (attempt === START_ATTEMPTS || !/eaddrinuse|dist_port_already_used/.test(String(error)))
          throw error;
      }
    }
  }

  get url(): string {
    return `rabbit://guest:guest@127.0.0.1:${this.port}/`;
  }

  /** Name of the Erlang node. */
  get node(): string {
    return this.#environment.RABBITMQ_NODENAME ?? "";
  }

  /** Starts the node again on the same port and data. */
  async start(): Promise<void> {
    const child = spawn(
      "unshare",
      ["--mount", "--pid", "--fork", "--kill-child", RUN, this.#chroot, this.#environment.WORK ?? ""],
      { env: this.#environment, stdio: ["pipe", "pipe", "pipe"] },
    );
    this.#process = child;
    this.#output = "";
    this.#exited = once(child, "exit");
    child.stderr.setEncoding("utf8").on("data", (text: string) => this.#keep(text));
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`RabbitMQ ${why}\n${this.#output}`));
      const timer = setTimeout(() => fail(`is not up within ${START_MS / 1000} s`), START_MS);
      createInterface({ input: child.stdout }).on("line", (line) => {
        this.#keep(`${line}\n`);
        if (!line.includes("Server startup complete")) return;
        clearTimeout(timer);
        this.#isUp = true;
        resolve();
      });
      child.once("exit", (code, signal) => {
        this.#isUp = false;
        clearTimeout(timer);
        fail(`ended (${signal ?? code})`);
      });
    });
  }

  /** Starts it where it does not run, as after a test that failed between a stop and a start. */
  async ensureUp(): Promise<void> {
    if (this.#isUp) return;
    // One that has not come up in time may still stand.
    await this.kill();
    await this.start();
  }

  /** Ends the node as a power cut does. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const pids = descendants(child.pid ?? 0);
    child.kill("SIGKILL");
    await this.#exited;
    // They end after it, and hold the node's ports until then.
    while (pids.some((pid) => existsSync(`/proc/${pid}`))) await pause(10);
  }

  /** Process id of the node itself, not of what keeps it. */
  get pid(): number | undefined {
    return descendants(this.#process?.pid ?? 0).find(
      (pid) => readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "beam.smp",
    );
  }

  /** Signals the node itself: SIGSTOP and SIGCONT. */
  signal(name: NodeJS.Signals): void {
    const { pid } = this;
    if (pid !== undefined) process.kill(pid, name);
  }

  /** Stops the node in good order, and keeps its data. */
  async halt(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    child.stdin?.end();
    await this.#exited;
    clearTimeout(deadline);
  }

  /** Stops the node and removes its files. */
  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Runs rabbitmqctl on the node and returns what it prints. */
  async ctl(...args: readonly string[]): Promise<string> {
    const command = ["-q", "-n", this.node, ...args];
    const { stdout } = await run(
      "unshare",
      [
        // With no epmd there, as while the node is down, rabbitmqctl starts a daemon: it ends with it.
        "--pid",
        "--fork",
        "--kill-child",
        "chroot",
        "--userspec=rabbitmq:rabbitmq",
        this.#chroot,
        "env",
        `HOME=${this.#environment.WORK}`,
        "/usr/lib/rabbitmq/bin/rabbitmqctl",
        ...command,
      ],
      { env: this.#environment, encoding: "utf8" },
    );
    return stdout;
  }

  /** The last lines the node wrote. */
  get output(): string {
    return this.#output;
  }

  #keep(text: string): void {
    this.#output = (this.#output + text).slice(-20_000);
  }
}

/** The processes that a process has started, and those that they have. */
function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  if (children === "") return [];
  return children.split(" ").flatMap((child) => [Number(child), ...descendants(Number(child))]);
}

function rabbitUser(chroot: string): { uid: number; gid: number } {
  const line = readFileSync(join(chroot, "etc/passwd"), "utf8").match(/^rabbitmq:[^:]*:(\d+):(\d+):/m);
  return { uid: Number(line?.[1]), gid: Number(line?.[2]) };
}
