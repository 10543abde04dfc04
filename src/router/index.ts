/**
 * The embedded AMQP 1.0 router, for development, tests and small deployments. Start with {@link Router}.
 *
 * @packageDocumentation
 */

export type { PeerLimits } from "../amqp/codec/peer-limits.js";
export type { RouterLimits } from "./limits.js";
export type { LoginLimits } from "./login-limiter.js";
export type { Grants } from "./permissions.js";
export { type Distribution, distributionOf, osloPrefixes, type PrefixRule } from "./prefixes.js";
export { Router, type RouterOptions, type StopOptions } from "./router.js";
export type { RouterStatistics } from "./statistics.js";
export type { RouterTls } from "./tls-listener.js";
export type { RouterUser, RouterUsers } from "./users.js";
export { readUsersFile } from "./users-file.js";
