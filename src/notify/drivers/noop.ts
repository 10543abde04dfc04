import type { NotifierDriver } from "./notifier-driver.js";

/** `noop`: drops notifications. */
export const noopDriver: NotifierDriver = { notify() {} };
