/**
 * The HTTP server that an orchestrator asks how a program is. Start with {@link serveHealth}.
 *
 * @packageDocumentation
 */

export type { HttpOptions } from "../http/http-server.js";
export type { HttpServer } from "../http/listen.js";
export {
  type Condition,
  type HealthServerOptions,
  type HealthSubject,
  type MetricsSource,
  serveHealth,
} from "./serve-health.js";
