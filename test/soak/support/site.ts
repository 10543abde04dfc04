import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CutProxy } from "../../integration/faults/support/cut-proxy.js";
import { Program } from "../../integration/faults/support/program.js";
import type { Finding } from "./checker.js";
import type { Fault } from "./faults.js";
import { TOO_LONG } from "./load.js";
import type { LoadSettings, ServeSettings } from "./settings.js";

const SERVE = "test/soak/support/serve-program.ts";
const LOAD = "test/soak/support/load-program.ts";
const SERVERS = ["server-1", "server-2", "server-3"];
const CLIENTS = ["client-1", "client-2", "client-3"];
/** ms for a program to do what it is told when all that it waits for has an end. */
const PATIENCE = 60_000;

/** What the programs meet at. */
export interface Intermediary {
  readonly port: number;
  /** It delivers again what it has not heard to be taken. */
  readonly redelivers: boolean;
  url(port: number): string;
  /** Programs that can be asked what they hold. */
  sampled(): readonly Program[];
  /** What there is at it that was to go with the programs. */
  left(): Promise<readonly string[]>;
  /** What may befall it. */
  readonly faults: readonly Fault[];
}

export interface SiteOptions {
  readonly folder: string;
  readonly seed: number;
  /** Requests a second of all clients. */
  readonly rate: number;
}

/** Servers and clients as processes of their own. The first of each reach the intermediary through a proxy. */
export class Site {
  readonly servers: readonly string[] = SERVERS;
  readonly clients: readonly string[] = CLIENTS;
  readonly serverProxy: CutProxy;
  readonly clientProxy: CutProxy;
  /** Programs that did not do as they were told. */
  readonly findings: Finding[] = [];
  readonly #test: TestContext;
  readonly #intermediary: Intermediary;
  readonly #options: SiteOptions;
  readonly #programs = new Map<string, Program>();
  readonly #leaving = new Set<Program>();
  #starts = 0;

  static async start(test: TestContext, intermediary: Intermediary, options: SiteOptions): Promise<Site> {
    const proxies = [
      await CutProxy.start(test, intermediary.port),
      await CutProxy.start(test, intermediary.port),
    ] as const;
    const site = new Site(test, intermediary, options, ...proxies);
    await Promise.all(SERVERS.map((name) => site.startServer(name)));
    await Promise.all(CLIENTS.map((name) => site.#startClient(name)));
    return site;
  }

  private constructor(
    test: TestContext,
    intermediary: Intermediary,
    options: SiteOptions,
    serverProxy: CutProxy,
    clientProxy: CutProxy,
  ) {
    this.serverProxy = serverProxy;
    this.clientProxy = clientProxy;
    this.#test = test;
    this.#intermediary = intermediary;
    this.#options = options;
  }

  async startServer(name: string): Promise<void> {
    const port = name === SERVERS[0] ? this.serverProxy.port : this.#intermediary.port;
    await this.#start(SERVE, this.#settings(name, port));
  }

  async killServer(name: string): Promise<void> {
    const server = this.#program(name);
    this.#leaving.add(server);
    await server.kill();
  }

  async stopServer(name: string): Promise<void> {
    await this.#end(name);
  }

  /** Signals a server or a client. */
  signal(name: string, signal: NodeJS.Signals): void {
    this.#program(name).signal(signal);
  }

  /** Lets all programs write down what they hold while nothing is under way. False when one is stuck. */
  async sample(): Promise<boolean> {
    const clients = CLIENTS.map((name) => this.#program(name));
    const servers = SERVERS.map((name) => this.#program(name));
    const ask = async (programs: readonly Program[]) => {
      const all = programs.map((program) => program.printed(/^sampled\b/));
      for (const program of programs) program.signal("SIGUSR2");
      return await this.#inTime(Promise.all(all), "does not come to rest");
    };
    if (!(await ask(clients))) return false;
    // Methods whose callers did not wait for them.
    await sleep(2 * TOO_LONG);
    if (!(await ask([...servers, ...this.#intermediary.sampled()]))) return false;
    for (const client of clients) client.signal("SIGHUP");
    return true;
  }

  /** Ends the clients, and the servers when they had the time to run what has arrived. */
  async stop(rest: number): Promise<void> {
    // One may still rest since another got stuck.
    for (const name of CLIENTS) this.#program(name).signal("SIGHUP");
    await Promise.all(CLIENTS.map((name) => this.#end(name)));
    await sleep(rest);
    await Promise.all(SERVERS.map((name) => this.#end(name)));
  }

  async #startClient(name: string): Promise<void> {
    const port = name === CLIENTS[0] ? this.clientProxy.port : this.#intermediary.port;
    const rate = this.#options.rate / CLIENTS.length;
    const settings: LoadSettings = { ...this.#settings(name, port), rate, servers: SERVERS };
    await this.#start(LOAD, settings);
  }

  #settings(name: string, port: number): ServeSettings {
    const { folder, seed } = this.#options;
    this.#starts += 1;
    return { name, folder, seed: seed + this.#starts, url: this.#intermediary.url(port) };
  }

  async #start(script: string, settings: ServeSettings): Promise<void> {
    const { name } = settings;
    const { program } = await Program.start(this.#test, script, [JSON.stringify(settings)], /^ready$/);
    this.#programs.set(name, program);
    void program.ended.then((end) => {
      if (!this.#leaving.has(program)) this.#find(name, `ended with ${end}`);
    });
  }

  /** Lets a program end by itself. */
  async #end(name: string): Promise<void> {
    const program = this.#program(name);
    this.#leaving.add(program);
    program.signal("SIGTERM");
    const ended = program.ended.then((end) => {
      if (end !== 0) this.#find(name, `ended with ${end}`);
    });
    if (!(await this.#inTime(ended, `${name} does not end`))) await program.kill();
  }

  async #inTime(done: Promise<unknown>, complaint: string): Promise<boolean> {
    const late = new AbortController();
    const isDone = await Promise.race([
      done.then(
        () => true,
        () => false,
      ),
      sleep(PATIENCE, false, { signal: late.signal }),
    ]);
    late.abort();
    if (!isDone) this.#find("a program", complaint);
    return isDone;
  }

  #program(name: string): Program {
    return this.#programs.get(name) as Program;
  }

  #find(name: string, what: string): void {
    this.findings.push({ rule: "program", what: `${name} ${what}` });
  }
}
