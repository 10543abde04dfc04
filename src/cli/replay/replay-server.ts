import type { IncomingRequest } from "../../drivers/driver.js";
import type { RemoteFailure } from "../../messaging/failure.js";
import { RecordedReplies } from "../../tap/recorded-replies.js";
import { isRequest, type TrafficLine } from "../../tap/traffic.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import { type Timer, timers } from "../../time/timers.js";
import type { RpcTransport } from "../../transport/rpc-transport.js";

export interface ReplayServerOptions {
  /** The name of the server where the record names none. */
  readonly server: string;
  /** Replies are sent at once, not after as long as they took. */
  readonly fast: boolean;
  /** Gets the method of each request, and whether there is a reply. */
  readonly onRequest: (method: string, isKnown: boolean) => void;
}

/** A record that is served. */
export interface ServedRecord {
  /** Resolves when requests can come. Rejects with a `ServerListenError`. */
  readonly ready: Promise<unknown>;
  /** Replies that wait for their time are not sent any more. */
  stop(): Promise<void>;
}

/**
 * Serves the topics of a record: calls are answered as they were.
 *
 * @throws {CommandFailure} the record has no requests.
 */
export function serveRecord(
  transport: RpcTransport,
  lines: readonly TrafficLine[],
  options: ReplayServerOptions,
): ServedRecord {
  const replies = new RecordedReplies(lines);
  const targets = new Map(
    lines.filter(isRequest).map(({ topic, exchange, server = options.server }) => {
      const target = { topic, exchange, server };
      return [JSON.stringify(target), target];
    }),
  );
  if (targets.size === 0) throw new CommandFailure("The record has no requests: there is nothing to serve");
  const waiting = new Set<Timer>();
  const listeners = [...targets.values()].map((target) =>
    transport.listen(target, (request) => {
      if (!request.acknowledge()) return;
      const { elapsed, send } = answerTo(request, replies, options);
      if (elapsed === 0) return void send();
      const timer = timers.after(elapsed, () => {
        waiting.delete(timer);
        void send();
      });
      waiting.add(timer);
    }),
  );
  return {
    ready: Promise.all(listeners.map(({ ready }) => ready)),
    stop: async () => {
      for (const timer of waiting) timer.cancel();
      await Promise.all(listeners.map((listener) => listener.stop()));
    },
  };
}

interface Answer {
  /** ms that it takes. */
  readonly elapsed: number;
  readonly send: () => Promise<void>;
}

function answerTo(
  request: IncomingRequest,
  replies: RecordedReplies,
  { fast, onRequest }: ReplayServerOptions,
): Answer {
  const recorded = replies.answer(request.message);
  onRequest(request.message.method, recorded !== undefined || !request.expectsReply);
  const elapsed = fast ? 0 : (recorded?.elapsed ?? 0);
  const failure = recorded === undefined ? notRecorded(request.message.method) : recorded.failure;
  const reply = failure === undefined ? { response: recorded?.result ?? null } : { failure };
  const send = async () => {
    await request.reply(reply);
    request.done();
  };
  return { elapsed, send };
}

function notRecorded(method: string): RemoteFailure {
  const message = `The record has no reply to ${method} with these arguments`;
  return {
    class: "NoRecordedReply",
    module: "oslo_rpc.exceptions",
    message,
    tb: [],
    args: [message],
    kwargs: {},
  };
}
