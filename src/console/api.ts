/** A JSON Schema, as a definition has it: references in it are `#/$defs/NAME` of its service's `$defs`. */
export type Schema = boolean | { readonly [keyword: string]: unknown };

/**
 * A value as JSON text: exact, also for integers that a double cannot tell apart. As Python has it, `NaN`, `Infinity` and
 * `-Infinity` may stand in it.
 */
export interface ValueText {
  /** JSON, or the beginning of it when it is cut. */
  readonly text: string;
  /** It is longer than what is shown, which then is no JSON. */
  readonly truncated?: boolean;
}

/** An answer that is none: with a status of 400 and above under `/api`. */
export interface Refusal {
  /** The reason as a word: `unauthorized`, `read-only`, `no-such-service`, … */
  readonly error: string;
  /** One line for people. */
  readonly message: string;
}

// GET /api/session

/** The condition of the connection to the peer. */
export interface Health {
  readonly state: "idle" | "connecting" | "connected" | "lost" | "closed";
  /** ISO 8601 in UTC. */
  readonly since: string;
  /** Why it was lost the last time, or not made. */
  readonly error?: string;
}

/** One source of what is shown. */
export interface View {
  /** False: nothing comes of it, and `why` says why. */
  readonly on: boolean;
  /** Also what a source that is there cannot show. */
  readonly why?: string;
}

/** The sources of what is shown. */
export interface Views {
  /** Servers, and the definitions they tell: Services and Load. */
  readonly discovery: View;
  /** Traffic. */
  readonly tap: View;
  /** Notifications, which come by the tap as well. */
  readonly notifications: View;
  /** The list of topics that a router's HTTP port, or RabbitMQ's management page, tells. */
  readonly router: View;
}

/** `GET /api/session` */
export interface Session {
  /** Version of oslo-rpc. */
  readonly version: string;
  /** The transport's URL, its passwords masked. */
  readonly transport: string;
  /** Requests are refused. */
  readonly readOnly: boolean;
  readonly health: Health;
  readonly views: Views;
}

// GET /api/services

/** A server that has told who it is. */
export interface Server {
  readonly server: string;
  readonly host: string;
  /** Process id. */
  readonly process: number;
  /** When it was made, ISO 8601 in UTC. */
  readonly since: string;
  /** Version of its library. */
  readonly version: string;
  /** Methods that run now. */
  readonly running: number;
}

/** A method as a list has it. */
export interface MethodSummary {
  readonly name: string;
  readonly kind: "call" | "cast" | "both";
  readonly deprecated?: boolean;
}

/** A service. */
export interface ServiceSummary {
  /** Names it in the other paths. */
  readonly id: string;
  /** Name in its definition. */
  readonly name: string;
  readonly topic: string;
  readonly exchange: string;
  /** Absent: the null namespace. */
  readonly namespace?: string;
  /** MAJOR.MINOR */
  readonly version: string;
  /** First line of its description. */
  readonly summary?: string;
  readonly source: "definition" | "discovery";
  /** Not all of them, where there are very many in all services. */
  readonly methods: readonly MethodSummary[];
  readonly servers: readonly Server[];
  /** Why nobody, or not everybody, tells of itself: nobody answers, servers in Python. */
  readonly problem?: string;
}

/** A topic that somebody listens at, and of which no definition is known. */
export interface UnknownTopic {
  readonly topic: string;
  readonly exchange: string;
  readonly problem: string;
}

/** `GET /api/services`; `?refresh=1` asks the servers again rather than telling what they said some seconds ago. */
export interface ServiceList {
  readonly services: readonly ServiceSummary[];
  /** Topics that the router lists beside them. */
  readonly topics: readonly UnknownTopic[];
}

// GET /api/services/ID

/** One parameter of a method. */
export interface Param {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly description?: string;
  readonly deprecated?: boolean;
  /** MAJOR.MINOR it came with. */
  readonly since?: string;
  /** The last version, MAJOR.MINOR, that has it. */
  readonly until?: string;
}

/** One method. */
export interface Method {
  readonly name: string;
  readonly kind: "call" | "cast" | "both";
  readonly description?: string;
  readonly deprecated?: boolean;
  /** MAJOR.MINOR it came with. */
  readonly since: string;
  /** In the order of positional arguments. */
  readonly params: readonly Param[];
  /** Each further argument fits this; absent, there are none beside the parameters. */
  readonly additionalParams?: Schema;
  /** Absent on a cast, and on a call that returns null. */
  readonly result?: Schema;
  /** Names of declared errors. */
  readonly errors: readonly string[];
  /** Default timeout in seconds. */
  readonly timeout?: number;
  /** Arguments to begin with, as JSON text, the least first. They need not fit. */
  readonly examples: readonly Example[];
}

/** Arguments of a method. */
export interface Example {
  readonly title: string;
  /** All arguments by name, as a JSON object's text. */
  readonly arguments: string;
}

/** An error that a service declares. */
export interface DeclaredError {
  readonly name: string;
  readonly module: string;
  readonly description?: string;
  readonly kwargs?: Schema;
}

/** A notification that a service declares. */
export interface DeclaredNotification {
  readonly eventType: string;
  readonly priorities: readonly string[];
  readonly payload: Schema;
  readonly description?: string;
  readonly deprecated?: boolean;
}

/** `GET /api/services/ID` */
export interface ServiceDetail extends Omit<ServiceSummary, "methods"> {
  readonly description?: string;
  readonly methods: readonly Method[];
  readonly errors: readonly DeclaredError[];
  readonly notifications: readonly DeclaredNotification[];
  /** Schemas that those of all of them refer to. */
  readonly $defs: { readonly [name: string]: Schema };
}

// POST /api/validate

/** Body of `POST /api/validate`. */
export interface ValidateRequest {
  readonly service: string;
  readonly method: string;
  /** A JSON object's text, the arguments by name: as text, so that no integer is rounded on its way. */
  readonly arguments: string;
}

/** One thing that is wrong with arguments. */
export interface Problem {
  /** JSON pointer into the arguments; "" is all of them, also when they are no JSON. */
  readonly pointer: string;
  readonly message: string;
}

/** Answer to `POST /api/validate`. */
export interface ValidateAnswer {
  readonly problems: readonly Problem[];
}

// POST /api/calls and POST /api/snippets

/** Body of `POST /api/calls`, and of `POST /api/snippets`. */
export interface CallRequest {
  readonly service: string;
  readonly method: string;
  readonly kind: "call" | "cast";
  /** Goes to this server only. */
  readonly server?: string;
  /** Goes to all servers; casts only. */
  readonly fanout?: boolean;
  /** As in {@link ValidateRequest}. */
  readonly arguments: string;
  /** Seconds. */
  readonly timeout?: number;
}

/** ms since the epoch, with fractions. */
export interface Timing {
  readonly sent: number;
  /** When the peer had taken the request, as far as it tells. */
  readonly taken?: number;
  /** When the answer, or the failure, was there. */
  readonly answered?: number;
}

/** An error that ended a call. */
export interface CallError {
  readonly class: string;
  /** Python module of a class that came from the server. */
  readonly module?: string;
  readonly message: string;
  readonly kwargs?: ValueText;
  /** Lines, each ending with a line break. */
  readonly traceback?: readonly string[];
  /** That of our own errors, as `MESSAGING_TIMEOUT`. */
  readonly code?: string;
  /** Of arguments that were refused before anything was sent. */
  readonly problems?: readonly Problem[];
}

/** Answer to `POST /api/calls`; 403 with `read-only` when requests are refused. */
export type CallAnswer =
  | { readonly outcome: "result"; readonly result: ValueText; readonly timing: Timing }
  | { readonly outcome: "accepted"; readonly timing: Timing }
  | { readonly outcome: "error"; readonly error: CallError; readonly timing: Timing };

/** Answer to `POST /api/snippets`: the request as programs make it. */
export interface Snippets {
  readonly typescript: string;
  readonly python: string;
  readonly shell: string;
}

// GET /api/events
