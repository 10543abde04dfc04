/**
 * The embedded AMQP 1.0 router, for development, tests and small deployments. Start with {@link Router}.
 *
 * @packageDocumentation
 */

export type { PeerLimits } from "../amqp/codec/peer-limits.js";
export type { HttpOptions } from "../http/http-server.js";
export type { RouterLimits } from "./limits.js";
export type { LoginLimits } from "./login-limiter.js";
export type { Grants } from "./permissions.js";
export { type Distribution, distributionOf, osloPrefixes, type PrefixRule } from "./prefixes.js";
export { Router } from "./router.js";
export type { Page, RouterChanges, RouterHealth, RouterOptions, StopOptions } from "./router-options.js";
export type { RouterAddress, RouterConnection, RouterStatistics } from "./statistics.js";
export type { RouterTls } from "./tls-listener.js";
export type { RouterUser, RouterUsers } from "./users.js";
export { readUsersFile } from "./users-file.js";
