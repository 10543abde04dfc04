import { probe } from "../http/answers.js";
import { type HttpOptions, type HttpRoute, serveHttp } from "../http/http-server.js";
import type { HttpServer } from "../http/listen.js";
import { guardedLogger } from "../log/guarded-logger.js";
import type { Logger } from "../log/logger.js";
import { standardErrorLogger } from "../log/standard-error.js";

/** The condition of one part of a program; a part that has no `ready` is ready while it is healthy. */
export interface Condition {
  /** It does what it was told to. */
  readonly healthy: boolean;
  /** It takes what comes. */
  readonly ready?: boolean;
}

/** A part of a program: an `RpcServer`, a notification listener, a transport, a `Router`, or a `WorkerPool`. */
export interface HealthSubject {
  /** Its condition, or what finds out those of its parts; undefined for one that says nothing. */
  readonly health: Condition | (() => Promise<readonly (Condition | undefined)[]>);
}

/** The metrics of a program in the text format of Prometheus: a `Registry` of prom-client is one. */
export interface MetricsSource {
  /** As HTTP's header of that name has it. */
  readonly contentType: string;
  /** All of them, as text. */
  metrics(): string | Promise<string>;
}

/** Options of the HTTP server for an orchestrator. */
export interface HealthServerOptions extends HttpOptions {
  /** The parts whose health counts; there is no health without any. */
  readonly of: readonly HealthSubject[];
  /** Answered under `/metrics`. */
  readonly metrics?: MetricsSource | undefined;
  /** Told of a request that could not be answered; the standard error when not given. */
  readonly logger?: Logger | undefined;
}

/**
 * Answers the probes of an orchestrator: `/health` is 200 while all parts are healthy, `/ready` while all take what
 * comes, else 503. Both have the details as JSON, for who may know them: with a token, only who shows it.
 *
 * @throws {ConfigurationError} others can reach the address, and there is no token, or a short one.
 * @throws {ServerListenError} it cannot listen there.
 */
export function serveHealth({ of, metrics, logger, ...http }: HealthServerOptions): Promise<HttpServer> {
  const look = (isWell: (condition: Condition | undefined) => boolean) => async () => {
    const conditions = (await Promise.all(of.map(conditionsOf))).flat();
    return {
      isWell: conditions.length > 0 && conditions.every(isWell),
      details: { parts: conditions.map((condition) => (condition === undefined ? null : told(condition))) },
    };
  };
  const lookForHealth = look((condition) => condition?.healthy === true);
  const lookWhetherReady = look((condition) => (condition?.ready ?? condition?.healthy) === true);
  const routes = new Map<string, HttpRoute>([
    ["/health", probe("healthy", lookForHealth)],
    ["/ready", probe("ready", lookWhetherReady)],
  ]);
  if (metrics !== undefined) {
    routes.set("/metrics", {
      answer: async () => ({ contentType: metrics.contentType, body: await metrics.metrics() }),
    });
  }
  return serveHttp(http, routes, guardedLogger(logger ?? standardErrorLogger));
}

async function conditionsOf(subject: HealthSubject): Promise<readonly (Condition | undefined)[]> {
  return typeof subject.health === "function" ? subject.health() : [subject.health];
}

/** A condition as JSON can tell it: an error would be nothing, or all that its own JSON has. */
function told(condition: Condition): object {
  return Object.fromEntries(
    Object.entries(condition).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof Error ? { name: value.name, message: value.message } : value,
    ]),
  );
}
