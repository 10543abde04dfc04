import type { NotificationLine, ReplyLine, RequestLine } from "./traffic.js";

/** Which of the traffic is shown; all where nothing is said. */
export interface TrafficFilter {
  /** Requests of these methods, and their replies. */
  readonly methods?: readonly string[] | undefined;
  /** Requests to these servers by their names, and their replies. */
  readonly servers?: readonly string[] | undefined;
  /** Calls that failed, and notifications of errors. */
  readonly errors?: boolean | undefined;
  /** Calls that took so many ms or more. */
  readonly slowerThan?: number | undefined;
}

/** Severities of notifications that tell of an error. */
const ERRORS: ReadonlySet<unknown> = new Set(["ERROR", "CRITICAL"]);

/** True when only the reply tells whether a call is to be shown. */
export function waitsForReply({ errors = false, slowerThan }: TrafficFilter): boolean {
  return errors || slowerThan !== undefined;
}

/** Whether a request is of those to be shown, whatever becomes of it. */
export function admitsRequest({ methods, servers }: TrafficFilter, request: RequestLine): boolean {
  const isOfMethod = methods === undefined || methods.includes(request.method);
  return isOfMethod && (servers === undefined || servers.includes(request.server ?? ""));
}

/** Whether a reply is of those to be shown, where its call is, or was not seen. */
export function admitsReply({ errors = false, slowerThan }: TrafficFilter, reply: ReplyLine): boolean {
  if (errors && reply.failure === undefined) return false;
  return slowerThan === undefined || (reply.elapsed ?? 0) >= slowerThan;
}

/** Whether a notification is of those to be shown. */
export function admitsNotification(
  { methods, servers, errors = false, slowerThan }: TrafficFilter,
  { message }: NotificationLine,
): boolean {
  if (methods !== undefined || servers !== undefined || slowerThan !== undefined) return false;
  return !errors || ERRORS.has(message.priority);
}
