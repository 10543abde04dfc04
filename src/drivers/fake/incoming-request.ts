import { parseJson } from "../../json/parse.js";
import { stringifyJson } from "../../json/stringify.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { IncomingRequest, Reply, RpcMessage } from "../driver.js";
import type { PendingCall } from "../pending-call.js";
import { writeReply } from "../write-reply.js";

/** Where a request came from. */
export interface Origin {
  readonly call?: PendingCall;
  /** Takes the request back. */
  readonly route: (request: IncomingRequest) => void;
  readonly log: Logger;
  /** Told of a reply that nobody waits for. */
  readonly onUnwanted?: () => void;
}

/** A request as a server gets it, read from what its client has written. */
export function incomingRequest(text: string, { call, route, log, onUnwanted }: Origin): IncomingRequest {
  const { context, message } = parseJson(text) as { context: ContextFields; message: RpcMessage };
  const request: IncomingRequest = {
    context,
    message,
    deadline: call?.deadline,
    callMonitorTimeout: call?.callMonitorTimeout,
    expectsReply: call !== undefined,
    // Who has ended the call waits for nothing: here that is known.
    acknowledge: () => call === undefined || !call.settled,
    done() {},
    requeue: () => {
      if (call === undefined || !call.settled) route(request);
    },
    reply: async (reply) => {
      if (call === undefined) return;
      const answer = parseJson(writeReply(message, reply, stringifyJson, log)) as Reply;
      if (call.settled) onUnwanted?.();
      else call.answer(answer);
    },
    heartbeat: () => call?.restartMonitor(),
  };
  return request;
}
