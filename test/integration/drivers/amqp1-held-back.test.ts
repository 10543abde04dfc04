import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { encodeMessage } from "../../../src/amqp/codec/message-writer.js";
import { Amqp1CallPolicy } from "../../../src/drivers/amqp1/send-policy.js";
import { CallTask } from "../../../src/drivers/call-task.js";
import { ExpectedReplies } from "../../../src/drivers/pending-call.js";
import {
  getRpcTransport,
  loadConfiguration,
  type MessageDeliveryFailure,
  RpcClient,
  type RpcTransport,
} from "../../../src/index.js";
import { silentLogger } from "../../../src/log/logger.js";
import { connectClient, makeSender, Queue, type RheaContext, rheaPeer, Started } from "../amqp/harness.js";
import { narrow, sessionOf } from "../amqp/narrow-session.js";

const target = { topic: "things", exchange: "held" };

/** Tells which ids replies are expected under. */
class WatchedReplies extends ExpectedReplies {
  readonly expected: Set<string> = new Set();
  /** An id is expected. */
  readonly told: Queue<string> = new Queue();

  override expect(...[call]: Parameters<ExpectedReplies["expect"]>): string {
    const messageId = super.expect(call);
    this.expected.add(messageId);
    this.told.push(messageId);
    return messageId;
  }

  override forget(messageId: string): void {
    super.forget(messageId);
    this.expected.delete(messageId);
  }
}

describe("what a peer's window holds back over amqp://", () => {
  let started: Started;
  let transport: RpcTransport | undefined;

  beforeEach(() => {
    started = new Started();
  });
  afterEach(async () => {
    await transport?.close();
    transport = undefined;
    await started.stop();
  });

  /** A peer that gives credit and no window, and tells of each receiver. */
  function closedPeer(onReceiver: (receiver: RheaContext["receiver"]) => void) {
    return rheaPeer(started, {
      session_open: (context) => void narrow(sessionOf(context), 0),
      sender_open: ({ sender }) => sender.set_source({ address: "replies" }),
      receiver_open: ({ receiver }) => {
        receiver.add_credit(5);
        onReceiver(receiver);
      },
    });
  }

  /** A request on a sender of its own. */
  async function request(onReceiver: (receiver: RheaContext["receiver"]) => void) {
    const peer = await closedPeer(onReceiver);
    const { live } = await connectClient(started, peer.port);
    const sender = makeSender(started);
    sender.attach(live, "somewhere");
    const replies = new WatchedReplies(silentLogger);
    const given = new AbortController();
    const call = new CallTask(
      new Amqp1CallPolicy({
        replies,
        retryDelay: 20,
        settled: false,
        encode: ({ id, address, body }) =>
          encodeMessage({ messageId: id, to: address, replyTo: "replies", body }),
        whyNoPeer: () => undefined,
      }),
      target,
      "m",
      "{}",
      { waitForReply: true, signal: given.signal },
    );
    const result = call.start(sender);
    result.catch(() => {});
    return { call, replies, given, result };
  }

  it("is a call of which no reply is expected any more when it goes to another link", async () => {
    const receivers = new Queue<RheaContext["receiver"]>();
    const { replies, given, result } = await request((receiver) => receivers.push(receiver));
    for (let attempt = 0; attempt < 4; attempt++) {
      const id = await replies.told.next();
      assert.deepEqual([...replies.expected], [id]);
      (await receivers.next()).close({ condition: "amqp:link:detach-forced", description: "again" });
    }
    await replies.told.next();
    given.abort(new Error("enough"));
    await assert.rejects(result, /enough/);
    assert.deepEqual([...replies.expected], []);
  });

  it("is a call whose caller hears that it was not sent", async () => {
    const { call, replies } = await request(() => {});
    await replies.told.next();
    assert.match(call.timeoutError(3).message, /within 3 s: .*takes no messages/);
  });

  for (const kind of ["call", "cast"] as const) {
    it(`is a ${kind} that cannot have run when its link ends`, async () => {
      const { port } = await closedPeer((receiver) =>
        setImmediate(() => receiver.close({ condition: "amqp:link:detach-forced", description: "away" })),
      );
      const configuration = loadConfiguration({ values: { pre_settled: [] } });
      transport = getRpcTransport({ url: `amqp://127.0.0.1:${port}`, configuration });
      const client = new RpcClient(transport, target, { timeout: 60, retry: 0 });
      await assert.rejects(client[kind]("m"), (error: MessageDeliveryFailure) => {
        assert.match(error.message, /away; it was not sent/);
        return !error.mayHaveRun;
      });
    });
  }
});
