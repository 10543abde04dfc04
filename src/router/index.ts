export type { RouterLimits } from "./limits.js";
export { type Distribution, distributionOf, osloPrefixes, type PrefixRule } from "./prefixes.js";
export { Router, type RouterOptions } from "./router.js";
export type { RouterStatistics } from "./statistics.js";
