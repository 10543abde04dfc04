import type {
  CallAnswer,
  CallRequest,
  ServiceDetail,
  ServiceList,
  Session,
  Snippets,
  ValidateAnswer,
  ValidateRequest,
} from "./api.js";
import type { PageStream } from "./page-stream.js";

/** The part of what happens that a page is shown. */
export interface Watched {
  /** Topics that are tapped; none: those of the services and notifications. */
  readonly topics: readonly string[];
  /** Values are shown also where no definition says what of them is secret. */
  readonly allValues: boolean;
}

/** The answers behind the paths of `/api`. */
export interface Backend {
  session(): Session;
  /** @param refresh asks the servers again */
  services(refresh: boolean): Promise<ServiceList>;
  /** @throws {ConsoleRefusal} there is no such service. */
  service(id: string): Promise<ServiceDetail>;
  /** @throws {ConsoleRefusal} there is no such service or method. */
  validate(request: ValidateRequest): Promise<ValidateAnswer>;
  /**
   * @param signal aborts when nobody waits for the answer any more
   * @throws {ConsoleRefusal} there is no such service or method, or requests are refused.
   */
  call(request: CallRequest, signal: AbortSignal): Promise<CallAnswer>;
  /** @throws {ConsoleRefusal} there is no such service or method. */
  snippets(request: CallRequest): Promise<Snippets>;
  /**
   * Shows a page what happens.
   *
   * @returns what ends it
   */
  watch(watched: Watched, page: PageStream): () => void;
}
