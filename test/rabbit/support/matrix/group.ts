import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import {
  type DeploymentCell,
  type DeploymentFeature,
  type Direction,
  type PythonLimit,
  recordCell,
} from "../../../support/compatibility.js";
import { type Deployment, hasTransientQuorum, serviceFile, transportUrl } from "../deployments.js";
import { eventually } from "../eventually.js";
import { oldPython, type PythonVersion } from "../pythons.js";
import { commandsFromPython, commandsToPython } from "./commands.js";
import { OurSide } from "./our-side.js";
import { PythonSide } from "./python-side.js";
import { scenarios } from "./scenarios.js";
import type { Side } from "./side.js";

/** A RabbitMQ of the matrix. */
export interface MatrixBroker {
  readonly url: string;
  /** As the page names it. */
  readonly title: string;
  readonly deniesTransientQueues: boolean;
}

/** ms for one cell, on a busy machine. */
const CELL_MS = 120_000;
/** ms for one where Python may be unable to, and for the start of a server there, which is not waited for again. */
const LIMITED_MS = 45_000;
const LIMITED_START_MS = 40_000;
/** ms for what cannot work where calls do not. */
const HOPELESS_MS = 10_000;
const NEEDS_CALLS: ReadonlySet<string> = new Set(["one server", "topic shared with Python", "exception"]);
/** ms after a restart of RabbitMQ within which everything works again: the pauses between attempts have grown. */
const RESUMES_MS = 180_000;

/** Works without each other, and is tried again after a restart. */
const PLAIN = ["call", "cast", "fanout", "one server", "notification"] as const;

/** This library and a Python with the section of a deployment at a RabbitMQ, each in every role. */
export class Group {
  readonly title: string;
  readonly #broker: MatrixBroker;
  readonly #deployment: Deployment;
  readonly #python: PythonVersion;
  readonly #reference: PythonVersion;
  readonly #slug: string;
  readonly #folders: string[] = [];
  readonly #starting: Promise<Side>[] = [];
  readonly #worked = new Set<string>();
  /** Whether Python has turned out to be unable to call, or to be called. */
  #withoutCalls = false;
  #file = "";
  #ours: OurSide | undefined;
  #theirs: PythonSide | undefined;
  #third: Promise<PythonSide> | undefined;

  /** `reference` is the Python that takes the place of this library where something does not work. */
  constructor(options: {
    readonly broker: MatrixBroker;
    readonly deployment: Deployment;
    readonly python: PythonVersion;
    readonly reference: PythonVersion;
  }) {
    this.#broker = options.broker;
    this.#deployment = options.deployment;
    this.#python = options.python;
    this.#reference = options.reference;
    this.title = `${this.#deployment}, ${this.#python.name}`;
    this.#slug = this.title.replace(/[^a-z\d]+/gi, "-").toLowerCase();
  }

  /** Starts both sides, which have no connection yet. */
  async start(): Promise<void> {
    this.#file = this.#fileIn("/");
    this.#ours = new OurSide({ name: `ours-${this.#slug}`, file: this.#file, exchange: this.#exchange });
    this.#starting.push(Promise.resolve(this.#ours));
    this.#theirs = await this.#startPython(this.#python, "theirs");
  }

  /**
   * Tries a feature, and records what it shows.
   *
   * @returns what is to be said of it, where Python itself cannot
   * @throws what went wrong where Python can
   */
  async tries(feature: DeploymentFeature, direction: Direction): Promise<string | undefined> {
    const { ours, theirs } = this.#both();
    const limit = this.#limit();
    const [caller, server]: [Side, Side] = direction === "from Python" ? [theirs, ours] : [ours, theirs];
    const cell = {
      deployment: this.#deployment,
      broker: this.#broker.title,
      python: theirs.version,
      feature,
      direction,
    };
    try {
      await within(this.#patience(feature), this.#run(feature, caller, server, server.name));
      this.#worked.add(`${feature} ${direction}`);
      recordCell(cell);
      return undefined;
    } catch (error) {
      if (limit === undefined) throw error;
      await this.#mustFailInPython(feature, direction, error);
      if (feature === "call") this.#withoutCalls = true;
      recordCell({ ...cell, limit });
      return `Python cannot (${limit}); here: ${error instanceof Error ? error.message : error}`;
    }
  }

  /** Tries again, after a restart of RabbitMQ, what worked before it; returns and throws as {@link tries} does. */
  async resumes(direction: Direction): Promise<string | undefined> {
    const { ours, theirs } = this.#both();
    const [caller, server]: [Side, Side] = direction === "from Python" ? [theirs, ours] : [ours, theirs];
    const worked = PLAIN.filter((feature) => this.#worked.has(`${feature} ${direction}`));
    for (const feature of worked)
      await eventually(() => scenarios[feature](caller, server, server.name), RESUMES_MS);
    const limit = this.#limit();
    if (worked.length === 0 && limit === undefined) throw new Error("nothing worked before the restart");
    const cell: DeploymentCell = {
      deployment: this.#deployment,
      broker: this.#broker.title,
      python: theirs.version,
      feature: "restart",
      direction,
    };
    recordCell(worked.length === 0 && limit !== undefined ? { ...cell, limit } : cell);
    return worked.length === 0 ? "nothing worked before" : undefined;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#starting.map(async (side) => (await side.catch(() => undefined))?.stop()));
    for (const folder of this.#folders) rmSync(folder, { recursive: true });
  }

  /** What Python may be unable to with this section, at this RabbitMQ. */
  #limit(): PythonLimit | undefined {
    const transientQuorum = hasTransientQuorum(this.#deployment);
    if (transientQuorum && this.#python.name === oldPython.name) return "old version";
    return this.#broker.deniesTransientQueues && !transientQuorum ? "transient queues" : undefined;
  }

  #patience(feature: DeploymentFeature): number {
    // What an old Python is refused it is told at once; a broker that denies its queues lets it wait for ever.
    if (this.#limit() === undefined || !this.#broker.deniesTransientQueues) return CELL_MS;
    // Programs of their own take their time to start, and end by themselves.
    if (feature === "commands") return CELL_MS;
    return this.#withoutCalls && NEEDS_CALLS.has(feature) ? HOPELESS_MS : LIMITED_MS;
  }

  async #run(feature: DeploymentFeature, caller: Side, server: Side, topic: string): Promise<void> {
    if (feature === "restart") throw new Error("a restart is not a scenario of its own");
    if (feature !== "commands") return scenarios[feature](caller, server, topic);
    const { ours, theirs } = this.#both();
    if (caller === ours) return commandsToPython(this.#file, { exchange: this.#exchange }, theirs, topic);
    if (server === ours) return commandsFromPython(this.#file, theirs, topic);
    // What commands do, where Python stands in their place.
    if (server === theirs) await scenarios.call(caller, server, topic);
    await scenarios.notification(caller, server, topic);
  }

  /** Lets the reference take the place of this library. */
  async #mustFailInPython(feature: DeploymentFeature, direction: Direction, ours: unknown): Promise<void> {
    const { theirs } = this.#both();
    this.#third ??= this.#startPython(this.#reference, "reference");
    const third = await this.#third;
    const [caller, server] = direction === "from Python" ? [theirs, third] : [third, theirs];
    // A topic of its own: nothing is left there of what has failed.
    const topic = `${server.name}-alone`;
    const works = await within(this.#patience(feature), this.#run(feature, caller, server, topic)).then(
      () => true,
      () => false,
    );
    if (works)
      throw new Error(`works with ${this.#reference.name} in the place of this library`, { cause: ours });
  }

  async #startPython(version: PythonVersion, role: string): Promise<PythonSide> {
    const file = this.#fileIn(version.root);
    const options = {
      name: `${role}-${this.#slug}`,
      url: transportUrl(this.#deployment, this.#broker.url),
      exchange: this.#exchange,
      configFile: `/${relative(version.root, file)}`,
      ...(version.python && { python: version.python }),
    };
    const starting = PythonSide.start(options, this.#limit() && LIMITED_START_MS);
    this.#starting.push(starting);
    return starting;
  }

  get #exchange(): string {
    return `exchange-${this.#slug}`;
  }

  /** Writes the service's file where a program of that root sees it. */
  #fileIn(root: string): string {
    const folder = mkdtempSync(join(root, "tmp/deployment-"));
    this.#folders.push(folder);
    chmodSync(folder, 0o755);
    const file = join(folder, "service.conf");
    const url = transportUrl(this.#deployment, this.#broker.url);
    writeFileSync(file, serviceFile(this.#deployment, { url, exchange: this.#exchange }));
    return file;
  }

  #both(): { readonly ours: OurSide; readonly theirs: PythonSide } {
    if (this.#ours === undefined || this.#theirs === undefined)
      throw new Error(`${this.title} did not start`);
    return { ours: this.#ours, theirs: this.#theirs };
  }
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing in ${milliseconds} ms`)), milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
