import type { IncomingRequest, Listener } from "../../drivers/driver.js";
import type { RemoteFailure } from "../../messaging/failure.js";
import { RecordedReplies } from "../../tap/recorded-replies.js";
import { isRequest, type TrafficLine } from "../../tap/traffic.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import { timers } from "../../time/timers.js";
import type { RpcTransport } from "../../transport/rpc-transport.js";

export interface ReplayServerOptions {
  /** The name of the server where the record names none. */
  readonly server: string;
  /** Replies are sent at once, not after as long as they took. */
  readonly fast: boolean;
  /** Gets the method of each request, and whether there is a reply. */
  readonly onRequest: (method: string, isKnown: boolean) => void;
}

/**
 * Serves the topics of a record: calls are answered as they were. Resolves when requests can come.
 *
 * @throws {CommandFailure} the record has no requests. @throws {ServerListenError}
 */
export async function serveRecord(
  transport: RpcTransport,
  lines: readonly TrafficLine[],
  options: ReplayServerOptions,
): Promise<readonly Listener[]> {
  const replies = new RecordedReplies(lines);
  const targets = new Map(
    lines.filter(isRequest).map(({ topic, exchange, server = options.server }) => {
      const target = { topic, exchange, server };
      return [JSON.stringify(target), target];
    }),
  );
  if (targets.size === 0) throw new CommandFailure("The record has no requests: there is nothing to serve");
  const listeners = [...targets.values()].map((target) =>
    transport.listen(target, (request) => void answer(request, replies, options)),
  );
  await Promise.all(listeners.map(({ ready }) => ready));
  return listeners;
}

async function answer(
  request: IncomingRequest,
  replies: RecordedReplies,
  { fast, onRequest }: ReplayServerOptions,
): Promise<void> {
  if (!request.acknowledge()) return;
  const recorded = replies.answer(request.message);
  onRequest(request.message.method, recorded !== undefined || !request.expectsReply);
  const elapsed = fast ? 0 : (recorded?.elapsed ?? 0);
  if (elapsed > 0) await new Promise<void>((resolve) => void timers.after(elapsed, resolve));
  const failure = recorded === undefined ? notRecorded(request.message.method) : recorded.failure;
  await request.reply(failure === undefined ? { response: recorded?.result ?? null } : { failure });
  request.done();
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
