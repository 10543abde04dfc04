import {
  type RequestContext,
  type RpcTransport,
  ServiceClient,
  type ServiceClientOptions,
  type ServiceDescriptor,
  ServiceEndpoint,
} from "../../../../src/index.js";

const id = { name: "id", required: true, schema: { type: "string" } };
const milliseconds = { name: "milliseconds", required: true, schema: { type: "number" } };

/** A service that does nothing but be seen doing it. */
export const workDescriptor: ServiceDescriptor = {
  format: 1,
  service: "WorkService",
  topic: "work",
  exchange: "faults",
  namespace: "work",
  version: "1.0",
  methods: [
    {
      name: "work",
      kind: "call",
      since: "1.0",
      params: [id, milliseconds, { name: "text", required: false, schema: { type: "string" } }],
      result: { type: "string" },
      errors: [],
    },
    {
      name: "grow",
      kind: "call",
      since: "1.0",
      params: [
        { name: "text", required: true, schema: { type: "string" } },
        { name: "length", required: true, schema: { type: "integer" } },
      ],
      result: { type: "string" },
      errors: [],
    },
    { name: "drop", kind: "cast", since: "1.0", params: [id], errors: [] },
  ],
};

export class WorkClient extends ServiceClient {
  constructor(transport: RpcTransport, options?: ServiceClientOptions) {
    super(workDescriptor, transport, options);
  }

  /** Resolves after so many ms with the text, or the id where there is none. */
  work(id: string, milliseconds: number, text?: string): Promise<string> {
    return this.invoke("work", [id, milliseconds, text]);
  }

  grow(text: string, length: number): Promise<string> {
    return this.invoke("grow", [text, length]);
  }

  drop(id: string): Promise<void> {
    return this.invoke("drop", [id]);
  }
}

export class WorkEndpoint extends ServiceEndpoint {
  readonly descriptor: ServiceDescriptor = workDescriptor;
  readonly #began: (id: string) => void;

  /** @param began told of each request that is executed */
  constructor(began: (id: string) => void) {
    super();
    this.#began = began;
  }

  async work(_ctx: RequestContext, id: string, milliseconds: number, text = id): Promise<string> {
    this.#began(id);
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return text;
  }

  /** Text of that length, made of the one given. */
  grow(_ctx: RequestContext, text: string, length: number): string {
    this.#began(`grow ${text.length}`);
    return text.repeat(Math.ceil(length / text.length)).slice(0, length);
  }

  drop(_ctx: RequestContext, id: string): void {
    this.#began(id);
  }
}
