export type { Deadline } from "../messaging/request-context.js";
export { type RecordedNotification, TestDriver, testDriver } from "../notify/drivers/test.js";
