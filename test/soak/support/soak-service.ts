import {
  type RequestContext,
  type RpcTransport,
  ServiceClient,
  type ServiceClientOptions,
  type ServiceDescriptor,
  ServiceEndpoint,
} from "../../../src/index.js";

const id = { name: "id", required: true, schema: { type: "string" } };

const soakDescriptor: ServiceDescriptor = {
  format: 1,
  service: "SoakService",
  topic: "soak",
  exchange: "soak",
  version: "1.0",
  methods: [
    {
      name: "work",
      kind: "call",
      since: "1.0",
      params: [
        id,
        { name: "milliseconds", required: true, schema: { type: "number" } },
        { name: "text", required: true, schema: { type: "string" } },
      ],
      result: { type: "string" },
      errors: [],
    },
    { name: "drop", kind: "cast", since: "1.0", params: [id], errors: [] },
  ],
};

/** Topic of the notifications beside it. */
export const NOTIFICATIONS = "soak-notifications";

export class SoakClient extends ServiceClient {
  constructor(transport: RpcTransport, options?: ServiceClientOptions) {
    super(soakDescriptor, transport, options);
  }

  /** Resolves with the text, after so many ms. */
  work(id: string, milliseconds: number, text: string): Promise<string> {
    return this.invoke("work", [id, milliseconds, text]);
  }

  drop(id: string): Promise<void> {
    return this.invoke("drop", [id]);
  }
}

export class SoakEndpoint extends ServiceEndpoint {
  readonly descriptor: ServiceDescriptor = soakDescriptor;
  readonly #began: (id: string) => void;

  /** @param began told of each request that is run */
  constructor(began: (id: string) => void) {
    super();
    this.#began = began;
  }

  async work(_ctx: RequestContext, id: string, milliseconds: number, text: string): Promise<string> {
    this.#began(id);
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return text;
  }

  drop(_ctx: RequestContext, id: string): void {
    this.#began(id);
  }
}
