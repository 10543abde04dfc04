import type { IncomingMessage, ServerResponse } from "node:http";
import type { JsonObject } from "../json/json-object.js";
import { sendJson } from "./answers.js";
import type { Backend, Watched } from "./backend.js";
import { readCallRequest, readValidateRequest } from "./call-request.js";
import { badRequest, ConsoleRefusal } from "./console-refusal.js";
import { PageStream } from "./page-stream.js";
import { readBody } from "./request-body.js";
import { checkBodyType } from "./request-checks.js";

const SERVICE_PREFIX = "/api/services/";

/** Topics that one page watches. */
const MOST_TOPICS = 100;

/** Pages that watch at once: each has a tap of its own. */
const MOST_PAGES = 16;

type Post = (body: JsonObject, signal: AbortSignal) => Promise<unknown>;

/** Answers the paths below `/api`. */
export class ApiRoutes {
  readonly #backend: Backend;
  readonly #posts: ReadonlyMap<string, Post>;
  #pages = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#posts = new Map<string, Post>([
      ["/api/validate", (body) => backend.validate(readValidateRequest(body))],
      ["/api/calls", (body, signal) => backend.call(readCallRequest(body), signal)],
      ["/api/snippets", (body) => backend.snippets(readCallRequest(body))],
    ]);
  }

  /** @throws {ConsoleRefusal} */
  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const post = this.#posts.get(path);
    if (post !== undefined) {
      if (request.method !== "POST") throw new ConsoleRefusal(405, "wrong-method", "only POST");
      checkBodyType(request.headers);
      const body = await readBody(request);
      const gone = new AbortController();
      response.once("close", () => {
        if (!response.writableFinished) gone.abort();
      });
      return answerWith(response, () => post(body, gone.signal), gone.signal);
    }
    if (request.method !== "GET") throw new ConsoleRefusal(405, "wrong-method", "only GET");
    const query = new URLSearchParams((request.url ?? "").slice(path.length + 1));
    if (path === "/api/events") return this.#stream(response, watchedBy(query));
    sendJson(response, await this.#get(path, query));
  }

  async #get(path: string, query: URLSearchParams): Promise<unknown> {
    if (path === "/api/session") return this.#backend.session();
    if (path === "/api/services") return this.#backend.services(query.has("refresh"));
    if (path.startsWith(SERVICE_PREFIX)) return this.#backend.service(path.slice(SERVICE_PREFIX.length));
    throw new ConsoleRefusal(404, "not-found", "there is no such path");
  }

  #stream(response: ServerResponse, watched: Watched): void {
    if (this.#pages >= MOST_PAGES)
      throw new ConsoleRefusal(
        503,
        "too-many-pages",
        `at most ${MOST_PAGES} pages watch at once: close some`,
      );
    this.#pages += 1;
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    const stop = this.#backend.watch(watched, new PageStream(response));
    response.once("close", () => {
      this.#pages -= 1;
      stop();
    });
  }
}

/** Sends an answer to who still waits for it. */
async function answerWith(
  response: ServerResponse,
  make: () => Promise<unknown>,
  gone: AbortSignal,
): Promise<void> {
  try {
    sendJson(response, await make());
  } catch (error) {
    // Whoever gave the request up has ended what it asked for, which is no fault.
    if (!gone.aborted) throw error;
  }
}

function watchedBy(query: URLSearchParams): Watched {
  const topics = query.getAll("topic");
  if (topics.length > MOST_TOPICS || topics.some((topic) => topic === ""))
    throw badRequest(`a page watches at most ${MOST_TOPICS} topics, by their names`);
  return { topics, allValues: query.get("values") === "all" };
}
