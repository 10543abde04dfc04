import { parseJson, stringifyJson } from "../../json/json.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { IncomingRequest, Reply, RpcMessage } from "../driver.js";
import { writeReply } from "../message-body.js";
import type { PendingCall } from "../pending-call.js";

/** Where a request came from. */
export interface Origin {
  readonly call?: PendingCall;
  /** Takes the request back. */
  readonly route: (request: IncomingRequest) => void;
  readonly log: Logger;
  /** False when nobody wants the request to be run any more; always true where it is left out. */
  readonly isWanted?: () => boolean;
  /** Told that a server has taken the request. */
  readonly onTaken?: () => void;
  /** Told of a reply that nobody waits for. */
  readonly onUnwanted?: () => void;
  /** Told of a sign of life of the server. */
  readonly onHeartbeat?: () => void;
}

/** A request as a server gets it, read from what its client has written. */
export function incomingRequest(text: string, origin: Origin): IncomingRequest {
  const { call, route, log, isWanted = () => true, onTaken, onUnwanted, onHeartbeat } = origin;
  const { context, message } = parseJson(text) as { context: ContextFields; message: RpcMessage };
  const request: IncomingRequest = {
    context,
    message,
    deadline: call?.deadline,
    callMonitorTimeout: call?.callMonitorTimeout,
    expectsReply: call !== undefined,
    acknowledge: () => {
      if (!isWanted()) return false;
      onTaken?.();
      return true;
    },
    onWithdrawn() {},
    done() {},
    requeue: () => {
      if (isWanted()) route(request);
    },
    reply: async (reply) => {
      if (call === undefined) return;
      const answer = parseJson(writeReply(message, reply, stringifyJson, log)) as Reply;
      if (call.settled) onUnwanted?.();
      else call.answer(answer);
    },
    heartbeat: () => {
      if (call === undefined || call.settled) return;
      onHeartbeat?.();
      call.restartMonitor();
    },
  };
  return request;
}
