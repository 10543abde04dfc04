/**
 * For tests: services that answer by their definition alone, what notifiers have sent, and the type of deadlines.
 * Servers and clients need no more than `fake://`.
 *
 * @packageDocumentation
 */

export type { Deadline } from "../messaging/request-context.js";
export type { MockError, MockOptions } from "../mock/mock-options.js";
export { mockService } from "../mock/mock-service.js";
export { type RecordedNotification, TestDriver, testDriver } from "../notify/drivers/test.js";
