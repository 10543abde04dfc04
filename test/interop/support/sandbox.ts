import { EventEmitter, once } from "node:events";
import { setTimeout } from "node:timers/promises";
import {
  expectedExceptions,
  type RequestContext,
  type RpcTransport,
  ServiceClient,
  type ServiceClientOptions,
  type ServiceDescriptor,
  ServiceEndpoint,
  ServiceError,
} from "../../../src/index.js";

const text = { type: "string" };
const message = { name: "message", required: true, schema: text };

function call(name: string, params: ServiceDescriptor["methods"][number]["params"], result = {}) {
  return { name, kind: "call" as const, since: "1.0", params, result, errors: ["NotReady"] };
}

/** The part of `peers/endpoints.py` that both sides serve, written as the generator writes it. */
export const sandboxDescriptor: ServiceDescriptor = {
  format: 1,
  service: "Sandbox",
  topic: "my-topic",
  exchange: "my-exchange",
  namespace: "my-namespace",
  version: "1.1",
  methods: [
    call("echo", [{ name: "value", required: true, schema: {} }]),
    call("methodA", [
      { name: "arg1", required: true, schema: text },
      { name: "arg2", required: false, schema: text },
    ]),
    call("sleep", [{ name: "seconds", required: true, schema: { type: "number" } }]),
    call("fail", [message]),
    call("fail_allowed", [message, { name: "retry_after", required: false, schema: { type: "integer" } }]),
    call("fail_unlisted", [message]),
    call("fail_expected", [message]),
    {
      name: "sink",
      kind: "cast",
      since: "1.0",
      params: [{ name: "payload", required: true, schema: {} }],
      errors: [],
    },
  ],
  errors: [{ name: "NotReady", module: "peer_errors" }],
};

/** `peer_errors.NotReady`. */
export class NotReady extends ServiceError {
  static override readonly module: string = "peer_errors";
  static override readonly errorName: string = "NotReady";
}

/** An error no service declares. */
class Unlisted extends ServiceError {
  static override readonly module: string = "endpoints";
  static override readonly errorName: string = "Unlisted";
}

export class SandboxClient extends ServiceClient {
  constructor(transport: RpcTransport, options?: ServiceClientOptions) {
    super(sandboxDescriptor, transport, options, [NotReady]);
  }

  echo(value: unknown): Promise<unknown> {
    return this.invoke("echo", [value]);
  }

  methodA(arg1: string, arg2?: string): Promise<unknown> {
    return this.invoke("methodA", [arg1, arg2]);
  }

  sleep(seconds: number): Promise<unknown> {
    return this.invoke("sleep", [seconds]);
  }

  fail(reason: string): Promise<unknown> {
    return this.invoke("fail", [reason]);
  }

  failAllowed(reason: string, retryAfter?: number): Promise<unknown> {
    return this.invoke("fail_allowed", [reason, retryAfter]);
  }

  failUnlisted(reason: string): Promise<unknown> {
    return this.invoke("fail_unlisted", [reason]);
  }

  sink(payload: unknown): Promise<void> {
    return this.invoke("sink", [payload]);
  }
}

/** Serves as `peers/endpoints.py` does, and keeps what came in. */
export class SandboxEndpoint extends ServiceEndpoint {
  readonly descriptor: ServiceDescriptor = sandboxDescriptor;
  readonly #sunk: { payload: unknown; context: RequestContext["fields"] }[] = [];
  readonly #arrivals = new EventEmitter();
  #echoed = 0;

  /** How many calls of `echo` came here. */
  get echoed(): number {
    return this.#echoed;
  }

  echo(_ctx: RequestContext, value: unknown): unknown {
    this.#echoed += 1;
    return value;
  }

  methodA(_ctx: RequestContext, arg1: string, arg2?: string): unknown {
    return arg2 === undefined ? { arg1 } : { arg1, arg2 };
  }

  async sleep(_ctx: RequestContext, seconds: number): Promise<number> {
    await setTimeout(seconds * 1000);
    return seconds;
  }

  fail(_ctx: RequestContext, reason: string): never {
    throw new TypeError(reason);
  }

  fail_allowed(_ctx: RequestContext, reason: string, retryAfter?: number): never {
    throw new NotReady(reason, retryAfter === undefined ? {} : { retry_after: retryAfter });
  }

  fail_unlisted(_ctx: RequestContext, reason: string): never {
    throw new Unlisted(reason);
  }

  readonly fail_expected = expectedExceptions(NotReady)((_ctx: RequestContext, reason: string): never => {
    throw new NotReady(reason);
  });

  sink(ctx: RequestContext, payload: unknown): void {
    this.#sunk.push({ payload, context: ctx.fields });
    this.#arrivals.emit("sink");
  }

  /** The next payload of `sink`, with its context; it must come within the seconds a test may wait. */
  async sunk(): Promise<{ payload: unknown; context: RequestContext["fields"] }> {
    const signal = AbortSignal.timeout(10_000);
    for (;;) {
      const first = this.#sunk.shift();
      if (first !== undefined) return first;
      await once(this.#arrivals, "sink", { signal });
    }
  }
}
