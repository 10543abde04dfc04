import {
  type RequestContext,
  RpcServer,
  type RpcTransport,
  ServiceClient,
  type ServiceClientOptions,
  type ServiceDescriptor,
  ServiceEndpoint,
} from "../../src/index.js";
import type { ByHand } from "./instrumentation.js";
import type { Thing } from "./payload.js";

const thing = { $ref: "#/$defs/Thing" };
const value = { name: "value", required: true };

/** The service of the bench, as the generator would write it. */
export const echoDescriptor: ServiceDescriptor = {
  format: 1,
  service: "EchoService",
  topic: "bench",
  exchange: "bench",
  namespace: "bench",
  version: "1.0",
  methods: [
    {
      name: "echo",
      kind: "call",
      since: "1.0",
      params: [{ ...value, schema: thing }],
      result: thing,
      errors: [],
    },
    {
      name: "echo_any",
      kind: "call",
      since: "1.0",
      params: [{ ...value, schema: {} }],
      result: {},
      errors: [],
    },
    { name: "sink", kind: "cast", since: "1.0", params: [{ ...value, schema: thing }], errors: [] },
  ],
  $defs: {
    Thing: {
      type: "object",
      properties: {
        id: { type: "string", format: "uuid" },
        count: { type: "integer", minimum: 0 },
        tags: { type: "array", items: { type: "string" } },
        text: { type: "string" },
      },
      required: ["id", "count", "tags", "text"],
      additionalProperties: false,
    },
  },
};

export class EchoClient extends ServiceClient {
  constructor(transport: RpcTransport, options?: ServiceClientOptions) {
    super(echoDescriptor, transport, options);
  }

  echo(thing: Thing): Promise<Thing> {
    return this.invoke("echo", [thing]);
  }

  /** The same without schemas: nothing is checked. */
  echoAny(thing: unknown): Promise<unknown> {
    return this.invoke("echo_any", [thing]);
  }

  sink(thing: Thing): Promise<void> {
    return this.invoke("sink", [thing]);
  }
}

export class EchoEndpoint extends ServiceEndpoint {
  readonly descriptor: ServiceDescriptor = echoDescriptor;
  /** Casts that came. */
  received = 0;
  readonly #span: ByHand | undefined;

  /** @param span begins one around each echo */
  constructor(span?: ByHand) {
    super();
    this.#span = span;
  }

  echo(_ctx: RequestContext, thing: Thing): Thing {
    this.#span?.()();
    return thing;
  }

  echo_any(_ctx: RequestContext, thing: unknown): unknown {
    return thing;
  }

  sink(_ctx: RequestContext, _thing: Thing): void {
    this.received += 1;
  }
}

/** Serves one endpoint under so many names; fanout requests come once for each. */
export async function serveEcho(
  transport: RpcTransport,
  endpoint: EchoEndpoint,
  { topic, servers = 1 }: { readonly topic?: string | undefined; readonly servers?: number } = {},
): Promise<void> {
  const names = Array.from({ length: servers }, (_, index) => `server-${index}`);
  await Promise.all(
    names.map((server) => new RpcServer(transport, { server, topic, endpoints: [endpoint] }).start()),
  );
}
