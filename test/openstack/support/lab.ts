import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { promisify } from "node:util";
import {
  getRpcTransport,
  type Logger,
  loadConfiguration,
  type RpcServer,
  type RpcTransport,
} from "../../../src/index.js";
import type { Broker } from "../../rabbit/support/broker.js";
import { startOwnRabbit } from "../../rabbit/support/rabbit.js";
import { hookLimit } from "../../support/peers.js";
import { insideOpenstack, openstackCommand, openstackFolder } from "./chroot.js";
import { OpenstackService } from "./service.js";
import { type Ports, type Project, serviceFile } from "./service-files.js";

const run = promisify(execFile);

/** A RabbitMQ, and a folder for the files and databases of services that meet there. */
export class Lab {
  readonly broker: Broker;
  readonly #folder: string;
  readonly #started: { stop(): Promise<void> }[] = [];

  private constructor(broker: Broker) {
    this.broker = broker;
    this.#folder = mkdtempSync(join(openstackFolder(), "tmp/lab-"));
    chmodSync(this.#folder, 0o755);
  }

  static async start(): Promise<Lab> {
    return new Lab(await startOwnRabbit());
  }

  /** Writes the file of a project's services, with the section that kolla-ansible writes. @returns its path, as services see it */
  writeFile(project: Project, ports: Ports = {}): string {
    const text = serviceFile(project, { url: this.broker.url, folder: this.inside, ports });
    writeFileSync(this.#path(project), text);
    return insideOpenstack(this.#path(project));
  }

  /** A transport that reads the file of a project's services. */
  transport(project: Project, logger?: Logger): RpcTransport {
    const configuration = loadConfiguration({ files: [this.#path(project)] });
    return this.stopped(
      getRpcTransport({ configuration, ...(logger === undefined ? {} : { logger }) }),
      (transport) => transport.close(),
    );
  }

  /** Configuration of a project's services, for what is no RPC transport. */
  configuration(project: Project) {
    return loadConfiguration({ files: [this.#path(project)] });
  }

  /** Runs a program beside the services to its end. */
  async run(...words: readonly string[]): Promise<string> {
    const [program, ...others] = openstackCommand(words);
    const { stdout } = await run(program, others, { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  }

  /** Runs a script of `peers` beside the services to its end. */
  async runScript(script: string, ...words: readonly string[]): Promise<string> {
    return this.run("python3", `/mnt/${script}`, ...words);
  }

  /** The folder, as the services see it. */
  get inside(): string {
    return insideOpenstack(this.#folder);
  }

  async startServer(server: RpcServer): Promise<void> {
    this.stopped(server, (each) => each.stop());
    await server.start();
  }

  /** Starts a service; `isReady` is tried until it resolves. */
  async startService(words: readonly string[], isReady: () => Promise<unknown>): Promise<OpenstackService> {
    const service = new OpenstackService(openstackCommand(words));
    this.stopped(service, () => service.stop());
    await service.untilReady(isReady);
    return service;
  }

  /** Has something stopped with the lab, the last first. */
  stopped<T>(what: T, stop: (what: T) => Promise<unknown>): T {
    this.#started.unshift({ stop: async () => void (await stop(what)) });
    return what;
  }

  async stop(): Promise<void> {
    for (const each of this.#started) await each.stop();
    await this.broker.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #path(project: Project): string {
    return join(this.#folder, `${project}.conf`);
  }
}

/** A lab for the tests of the surrounding suite; `prepare` starts in it what they need. */
export function useLab(prepare: (lab: Lab) => Promise<void>): () => Lab {
  let lab: Lab | undefined;
  before(async () => {
    lab = await Lab.start();
    await prepare(lab);
  }, hookLimit);
  after(() => lab?.stop(), hookLimit);
  return () => {
    if (lab === undefined) throw new Error("the lab is started before the tests of a suite, and not earlier");
    return lab;
  };
}
