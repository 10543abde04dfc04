// Which test shows which feature between this library and Python's oslo.messaging. With a file named in
// OSLO_RPC_COMPATIBILITY_LOG each test that has passed, and each peer that took part, becomes a line of it;
// scripts/reference-compatibility.ts makes docs/compatibility.md of them.
import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The rows of the matrix, by section. */
export const FEATURES = {
  "Calls and casts": [
    "call",
    "many calls at once",
    "cast",
    "fanout",
    "one server by its name",
    "topic shared by servers of both kinds",
    "the others take over when a server stops",
    "request context",
    "argument left out",
    "null, second and legacy namespace",
    "ping",
    "call monitor",
    "generated Python and generated TypeScript",
    "virtual host",
  ],
  Failures: [
    "builtin exception",
    "declared exception, its module allowed",
    "declared exception, its module not allowed",
    "undeclared exception",
    "expected exception",
    "no such method",
    "unsupported version",
    "wrong namespace",
    "invalid arguments",
    "timeout",
    "server that is not there",
    "call that expires while it waits",
  ],
  Values: [
    "null",
    "an empty object",
    "unicode",
    "integers beyond a double",
    "the greatest exact integer",
    "fractions",
    "no numbers",
    "nested values",
    "a megabyte",
    "five megabytes",
  ],
  "Logins, TLS and acknowledgement": [
    "what each chooses of all mechanisms",
    "TLS and PLAIN",
    "TLS and a certificate",
    "TLS, and a virtual host that is named to the peer",
    "every message acknowledged",
  ],
  "Configurations of RabbitMQ": [
    "the default configuration",
    "durable queues",
    "quorum queues",
    "auto-delete queues",
    "compression",
  ],
  Notifications: [
    "every severity, messagingv2",
    "every severity, messaging",
    "every kind of value",
    "filter",
    "requeue",
    "listener that fails",
    "batch",
    "events of a definition",
    "sent before the listener came",
    "pool beside another listener",
    "durable notification queues",
    "compressed notifications",
  ],
} as const;

const KNOWN: ReadonlySet<string> = new Set(Object.values(FEATURES).flat());

/** `from Python`: Python calls or notifies, and this library serves or listens; `to Python`: the reverse. */
export type Direction = "from Python" | "to Python";

/** What lies between: the embedded router, by form of address, or RabbitMQ. */
export type Route = "routable" | "legacy" | "rabbit";

/** A test that has passed. */
export interface Covered {
  readonly feature: string;
  readonly direction: Direction;
  readonly route: Route;
  /** Python's side, as `oslo.messaging 14`. */
  readonly python: string;
  readonly file: string;
  readonly test: string;
}

/** The columns of the matrix of deployments. */
export const DEPLOYMENT_FEATURES = [
  "call",
  "cast",
  "fanout",
  "one server",
  "topic shared with Python",
  "notification",
  "exception",
  "commands",
  "restart",
] as const;

/** A column of the matrix of deployments. */
export type DeploymentFeature = (typeof DEPLOYMENT_FEATURES)[number];

/** What Python's oslo.messaging itself cannot, and why. */
export const PYTHON_LIMITS = {
  "old version":
    "oslo.messaging 14.0.3 does not know `rabbit_transient_quorum_queue` and `rabbit_stream_fanout`: it declares its " +
    "exchange for fanouts, and its reply queue, as it always did, and RabbitMQ refuses the one where newer services " +
    "have declared it, and both where it denies transient queues",
  "transient queues":
    "RabbitMQ denies the transient queues that the section asks for: Python's for replies and for fanouts without " +
    "`rabbit_transient_quorum_queue`, and those of topics and notifications without durable or quorum ones too",
} as const;

/** A reason why Python cannot. */
export type PythonLimit = keyof typeof PYTHON_LIMITS;

/** A cell of the matrix of deployments: what a test has found. */
export interface DeploymentCell {
  readonly deployment: string;
  /** The RabbitMQ, as the page names it. */
  readonly broker: string;
  /** Version of Python's oslo.messaging. */
  readonly python: string;
  readonly feature: DeploymentFeature;
  readonly direction: Direction;
  /** Undefined where it works. Else Python alone has been seen to fail in the place of this library as well. */
  readonly limit?: PythonLimit;
}

/** Name and version of each part of a peer that took part. */
export type PeerVersions = Readonly<Record<string, string>>;

/** What node 20.12 and newer add to a test that has ended; its types do not know yet. */
interface Finished extends TestContext {
  readonly passed: boolean;
}

const log = process.env.OSLO_RPC_COMPATIBILITY_LOG;

/** A line of the log. */
export type CompatibilityRecord =
  | Covered
  | { readonly peer: PeerVersions }
  | { readonly cell: DeploymentCell };

function write(record: CompatibilityRecord): void {
  // One write of a short line, so that processes do not tear each other's.
  if (log) appendFileSync(log, `${JSON.stringify(record)}\n`);
}

/** Whether what the tests show is kept. */
export const recording = Boolean(log);

/** Keeps what a peer says it is. */
export function recordPeer(peer: PeerVersions): void {
  write({ peer });
}

/** Keeps what a cell of the matrix of deployments has shown. */
export function recordCell(cell: DeploymentCell): void {
  write({ cell });
}

/** Says in each test of a suite which features it shows; only what has passed counts. */
export class Coverage {
  readonly #file: string;
  readonly #route: Route;
  readonly #python: string;

  /** The file is the test's own, `import.meta.filename`. */
  constructor(file: string, route: Route, python = "oslo.messaging 14") {
    this.#file = relative(ROOT, file);
    this.#route = route;
    this.#python = python;
  }

  readonly fromPython = (test: TestContext, ...features: readonly string[]): void =>
    this.#covers(test, "from Python", features);

  readonly toPython = (test: TestContext, ...features: readonly string[]): void =>
    this.#covers(test, "to Python", features);

  readonly both = (test: TestContext, ...features: readonly string[]): void => {
    this.fromPython(test, ...features);
    this.toPython(test, ...features);
  };

  #covers(test: TestContext, direction: Direction, features: readonly string[]): void {
    for (const feature of features) {
      if (!KNOWN.has(feature)) throw new Error(`${feature} is no feature of test/support/compatibility.ts`);
    }
    test.after(() => {
      if (!(test as Finished).passed) return;
      const where = { direction, route: this.#route, python: this.#python };
      for (const feature of features) write({ feature, ...where, file: this.#file, test: test.name });
    });
  }
}
