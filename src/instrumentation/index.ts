/**
 * Traces and metrics of your own: the facts that a transport tells of its messages. Start with {@link Instrumentation}.
 *
 * @packageDocumentation
 */

export type {
  HandleNotificationsOperation,
  HandleRequestOperation,
  Instrumentation,
  InstrumentationEvent,
  InstrumentedNotification,
  InstrumentedTransport,
  Operation,
  OperationObserver,
  OperationResult,
  RequestOperation,
  SendNotificationOperation,
  SendRequestOperation,
} from "../instruments/instrumentation.js";
export type { InstrumentationOption } from "../transport/transport.js";
