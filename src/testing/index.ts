/**
 * For tests: what notifiers have sent, and the type of deadlines. Servers and clients need no more than `fake://`.
 *
 * @packageDocumentation
 */

export type { Deadline } from "../messaging/request-context.js";
export { type RecordedNotification, TestDriver, testDriver } from "../notify/drivers/test.js";
