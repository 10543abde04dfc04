import { request } from "node:http";
import type { TestContext } from "node:test";
import { Asset } from "../../../src/console/assets.js";
import type { Backend } from "../../../src/console/backend.js";
import { type ConsoleServer, serveConsole } from "../../../src/console/console-server.js";
import { type Logger, silentLogger } from "../../../src/log/logger.js";

/** An answer of a console. */
export interface Answered {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: NodeJS.Dict<string>;
  readonly body?: string;
  readonly host?: string;
}

/** Asks by hand what a browser would not let a page ask. */
export function ask(port: number, path: string, asked: Asked = {}): Promise<Answered> {
  const { method = "GET", headers = {}, body, host = "127.0.0.1" } = asked;
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, path, method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A page of three files. */
export const assets: ReadonlyMap<string, Asset> = new Map([
  ["/", new Asset("index.html", Buffer.from("<!doctype html><title>page</title>"))],
  ["/app.js", new Asset("app.js", Buffer.from("export {};\n".repeat(200)))],
]);

/** The cookie of who opens the link of a console. */
export async function openLink({ link, port }: Pick<ConsoleServer, "link" | "port">): Promise<string> {
  const { headers } = await ask(port, new URL(link).pathname + new URL(link).search);
  return String(headers["set-cookie"]?.[0]).split(";", 1)[0] ?? "";
}

/** A console that stops with its test. */
export async function startConsole(
  test: TestContext,
  backend: Backend,
  log: Logger = silentLogger,
): Promise<ConsoleServer> {
  const server = await serveConsole({ port: 0, assets, backend, log });
  test.after(() => server.close());
  return server;
}

/** A backend that has nothing. */
export function emptyBackend(changes: Partial<Backend> = {}): Backend {
  const off = { on: false, why: "nothing" };
  return {
    session: () => ({
      version: "0",
      transport: "fake://",
      readOnly: false,
      health: { state: "idle", since: "1970-01-01T00:00:00.000Z" },
      views: { discovery: off, tap: off, notifications: off, router: off },
    }),
    services: async () => ({ services: [], topics: [] }),
    service: () => Promise.reject(new Error("no service")),
    validate: async () => ({ problems: [] }),
    call: async () => ({ outcome: "accepted", timing: { sent: 1 } }),
    snippets: async () => ({ typescript: "", python: "", shell: "" }),
    watch: () => () => {},
    ...changes,
  };
}
