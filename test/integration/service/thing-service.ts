import { EventEmitter, once } from "node:events";
import {
  type RequestContext,
  type RpcTransport,
  ServiceClient,
  type ServiceClientOptions,
  type ServiceDescriptor,
  ServiceEndpoint,
  ServiceError,
} from "../../../src/index.js";

const text = { type: "string" };

/** A service of all kinds of methods, written as the generator writes them. */
export const thingDescriptor: ServiceDescriptor = {
  format: 1,
  service: "ThingService",
  topic: "things",
  exchange: "test",
  namespace: "things",
  version: "1.2",
  methods: [
    {
      name: "echo",
      kind: "call",
      since: "1.0",
      params: [{ name: "value", required: false, schema: {} }],
      result: {},
      errors: [],
    },
    {
      name: "join",
      kind: "call",
      since: "1.1",
      params: [
        { name: "left", required: true, schema: text },
        { name: "right", required: false, since: "1.2", schema: text },
      ],
      result: text,
      errors: [],
    },
    {
      name: "long",
      kind: "call",
      since: "1.0",
      params: [{ name: "value", required: true, schema: { type: "integer", format: "int64" } }],
      result: { type: "integer", format: "int64" },
      errors: [],
    },
    { name: "who", kind: "call", since: "1.0", params: [], result: text, errors: [] },
    {
      name: "wait",
      kind: "call",
      since: "1.0",
      params: [{ name: "seconds", required: true, schema: { type: "number" } }],
      errors: [],
    },
    {
      name: "fail",
      kind: "call",
      since: "1.0",
      params: [{ name: "how", required: true, schema: text }],
      errors: ["NotReady"],
    },
    { name: "badResult", kind: "call", since: "1.0", params: [], result: text, errors: [] },
    {
      name: "sink",
      kind: "cast",
      since: "1.0",
      params: [{ name: "payload", required: true, schema: {} }],
      errors: [],
    },
  ],
  errors: [{ name: "NotReady", module: "thing_service.exceptions" }],
};

export class NotReady extends ServiceError {
  static override readonly module: string = "thing_service.exceptions";
  static override readonly errorName: string = "NotReady";
}

export class ThingClient extends ServiceClient {
  constructor(transport: RpcTransport, options?: ServiceClientOptions) {
    super(thingDescriptor, transport, options, [NotReady]);
  }

  echo(value?: unknown): Promise<unknown> {
    return this.invoke("echo", [value]);
  }

  join(left: string, right?: string): Promise<string> {
    return this.invoke("join", [left, right]);
  }

  long(value: bigint): Promise<bigint> {
    return this.invoke("long", [value]);
  }

  who(): Promise<string> {
    return this.invoke("who", []);
  }

  wait(seconds: number): Promise<null> {
    return this.invoke("wait", [seconds]);
  }

  fail(how: string): Promise<null> {
    return this.invoke("fail", [how]);
  }

  badResult(): Promise<string> {
    return this.invoke("badResult", []);
  }

  sink(payload: unknown): Promise<void> {
    return this.invoke("sink", [payload]);
  }
}

/** Serves the methods, and keeps what came in. */
export class ThingEndpoint extends ServiceEndpoint {
  readonly descriptor: ServiceDescriptor = thingDescriptor;
  readonly name: string;
  readonly contexts: RequestContext[] = [];
  readonly #sunk: unknown[] = [];
  readonly #waits = new Set<() => void>();
  readonly #progress = new EventEmitter();

  constructor(name = "one") {
    super();
    this.name = name;
  }

  echo(ctx: RequestContext, value?: unknown): unknown {
    this.contexts.push(ctx);
    return value ?? null;
  }

  join(_ctx: RequestContext, left: string, right?: string): string {
    return `${left}${right ?? ""}`;
  }

  long(_ctx: RequestContext, value: bigint): bigint {
    return value + 1n;
  }

  who(): string {
    return this.name;
  }

  async wait(ctx: RequestContext, seconds: number): Promise<null> {
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        ctx.signal.removeEventListener("abort", end);
        this.#waits.delete(end);
        resolve();
      };
      const timer = setTimeout(end, seconds * 1000);
      ctx.signal.addEventListener("abort", end);
      this.#waits.add(end);
      this.#progress.emit("step");
    });
    return null;
  }

  /** Ends all `wait` methods. */
  release(): void {
    for (const end of [...this.#waits]) end();
  }

  fail(_ctx: RequestContext, how: string): null {
    if (how === "declared") throw new NotReady("not yet", { after: 5 });
    throw new TypeError(how);
  }

  badResult(): string {
    return 5 as unknown as string;
  }

  sink(_ctx: RequestContext, payload: unknown): void {
    this.#sunk.push(payload);
    this.#progress.emit("step");
  }

  /** Resolves when so many payloads have come in. */
  async sunk(count: number): Promise<readonly unknown[]> {
    while (this.#sunk.length < count) await once(this.#progress, "step");
    return this.#sunk;
  }

  /** Resolves when so many `wait` methods run. */
  async begun(count: number): Promise<void> {
    while (this.#waits.size < count) await once(this.#progress, "step");
  }
}
