import { EventEmitter, once } from "node:events";
import { type ClientRequest, request } from "node:http";
import type { TestContext } from "node:test";
import type { CallAnswer, CallRequest, ServiceList, ServiceSummary } from "../../../src/console/api.js";
import type { Asset } from "../../../src/console/assets.js";
import { ConsoleBackend, type ConsoleBackendOptions } from "../../../src/console/console-backend.js";
import { type ConsoleServer, serveConsole } from "../../../src/console/console-server.js";
import type { Events } from "../../../src/console/events.js";
import { fromDescriptor } from "../../../src/definition/from-descriptor.js";
import { loadService } from "../../../src/definition/load-service.js";
import type { ServiceModel } from "../../../src/definition/model.js";
import { getRpcTransport, type ServiceDescriptor } from "../../../src/index.js";
import { stringifyJson } from "../../../src/json/json.js";
import { silentLogger } from "../../../src/log/logger.js";
import { UsageError } from "../../../src/terminal/usage-error.js";
import { within } from "../../support/within.js";
import { ask, assets, openLink } from "../../unit/console/ask-console.js";

/** Seconds in which what is awaited must come, on a machine that is busy. */
const PATIENCE = 30;

/** The events that a page gets. */
class PageEvents {
  readonly #sent: ClientRequest;
  readonly #came = new EventEmitter();
  readonly #events: { readonly [Name in keyof Events]: Events[Name][] } = {
    traffic: [],
    notifications: [],
    health: [],
    views: [],
    load: [],
    lost: [],
  };

  constructor(port: number, cookie: string, topics: readonly string[]) {
    const query = topics.map((topic) => `topic=${encodeURIComponent(topic)}`).join("&");
    const headers = { cookie };
    this.#sent = request({ host: "127.0.0.1", port, path: `/api/events?${query}`, headers, agent: false });
    this.#sent.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        const parts = `${text}${chunk}`.split("\n\n");
        text = parts.pop() ?? "";
        for (const part of parts) this.#add(part);
      });
      response.on("error", () => {});
    });
    this.#sent.on("error", () => {});
    this.#sent.end();
  }

  /** The first thing that was told, or will be, of which something is true. */
  async find<Name extends keyof Events>(
    name: Name,
    what: string,
    isWanted: (value: Events[Name]) => boolean,
  ): Promise<Events[Name]> {
    const look = async () => {
      for (;;) {
        const found = this.#events[name].find(isWanted);
        if (found !== undefined) return found;
        await once(this.#came, "event");
      }
    };
    return within(PATIENCE, what, look());
  }

  all<Name extends keyof Events>(name: Name): readonly Events[Name][] {
    return this.#events[name];
  }

  close(): void {
    this.#sent.destroy();
  }

  #add(part: string): void {
    const [, name = "", json = ""] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
    this.#events[name as keyof Events].push(JSON.parse(json) as never);
    this.#came.emit("event");
  }
}

/** What a page asks of a console. */
export class ConsoleClient {
  readonly #server: ConsoleServer;
  readonly #cookie: string;
  readonly #closes: (() => void)[] = [];

  constructor(server: ConsoleServer, cookie: string) {
    this.#server = server;
    this.#cookie = cookie;
  }

  async get<Answer>(path: string): Promise<Answer> {
    const { text } = await ask(this.#server.port, path, { headers: { cookie: this.#cookie } });
    return JSON.parse(text) as Answer;
  }

  async post<Answer>(path: string, body: object): Promise<Answer> {
    const headers = { cookie: this.#cookie, "content-type": "application/json" };
    const { text } = await ask(this.#server.port, path, {
      method: "POST",
      headers,
      body: stringifyJson(body),
    });
    return JSON.parse(text) as Answer;
  }

  call(service: string, method: string, args: string, more: Partial<CallRequest> = {}): Promise<CallAnswer> {
    return this.post("/api/calls", { service, method, kind: "call", arguments: args, ...more });
  }

  /** The service of a name, when so many servers have told of it: on a busy machine they may be slow to do so. */
  async service(name: string, servers = 0): Promise<ServiceSummary> {
    const look = async () => {
      for (;;) {
        const { services } = await this.get<ServiceList>("/api/services?refresh=1");
        const found = services.find((service) => service.name === name);
        if (found !== undefined && found.servers.length >= servers) return found;
      }
    };
    return within(PATIENCE, `service ${name}`, look());
  }

  events(...topics: readonly string[]): PageEvents {
    const events = new PageEvents(this.#server.port, this.#cookie, topics);
    this.#closes.push(() => events.close());
    return events;
  }

  close(): void {
    for (const close of this.#closes) close();
  }
}

/** A definition as if it had been read from a file. */
export function modelOf(descriptor: ServiceDescriptor): ServiceModel {
  return loadService("test", { readFile: () => Buffer.from(stringifyJson(fromDescriptor(descriptor))) });
}

/** A console over a transport, which stops with its test. @param files those of the page */
export async function serveOver(
  test: TestContext,
  url: string,
  options: Partial<ConsoleBackendOptions> = {},
  files: ReadonlyMap<string, Asset> = assets,
): Promise<ConsoleServer> {
  const transport = getRpcTransport({ url, logger: silentLogger });
  const tapTransport = getRpcTransport({ url, logger: silentLogger });
  const backend = new ConsoleBackend({
    transport,
    tapTransport,
    definitions: [],
    topics: [],
    notificationTopics: ["notifications"],
    list: () => Promise.reject(new UsageError("nothing lists")),
    readOnly: false,
    ...options,
  });
  const server = await serveConsole({ port: 0, assets: files, backend, log: silentLogger });
  test.after(async () => {
    await server.close();
    backend.close();
    await Promise.all([transport.close(), tapTransport.close()]);
  });
  return server;
}

/** The same, and a page of it. */
export async function useConsole(
  test: TestContext,
  url: string,
  options: Partial<ConsoleBackendOptions> = {},
): Promise<ConsoleClient> {
  const server = await serveOver(test, url, options);
  const client = new ConsoleClient(server, await openLink(server));
  test.after(() => client.close());
  return client;
}
