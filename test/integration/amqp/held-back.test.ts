import assert from "node:assert/strict";
import { test } from "node:test";
import type { AmqpError } from "../../../src/amqp/codec/amqp-error.js";
import {
  connectClient,
  makeSender,
  message,
  Queue,
  type RheaContext,
  rheaPeer,
  until,
  useStarted,
} from "./harness.js";
import { askForFlow, type NarrowSession, narrow, sessionOf } from "./narrow-session.js";

const started = useStarted();

const reason = (expected: string) => (error: AmqpError) => error.reason === expected;

/** The receiving end of a link at a rhea peer, as far as its flows are concerned. */
interface FlowingReceiver {
  credit: number;
  delivery_count: number;
  on_flow(frame: { readonly performative: { readonly delivery_count: number } }): void;
}

/** A message, and when it has been encoded. */
function watched(text: string) {
  const { encode, settled } = message(text);
  const encoded = new Queue<void>();
  const encodeAndTell = () => {
    encoded.push();
    return encode();
  };
  return { encoded, outgoing: { encode: encodeAndTell, settled } };
}

test("of what a session ends under, only that fails which was sent", async () => {
  const got: string[] = [];
  let sessions = 0;
  const peer = await rheaPeer(started, {
    session_open: (context) => {
      // Of the first session one transfer is taken.
      if (++sessions === 1) narrow(sessionOf(context), 1);
    },
    receiver_open: ({ receiver }) => void receiver.add_credit(5),
    message: ({ receiver, delivery, message: { body } }) => {
      got.push(String(body));
      if (sessions > 1) delivery.accept();
      else receiver.session.close({ condition: "amqp:internal-error", description: "oops" });
    },
  });
  const { live } = await connectClient(started, peer.port);
  const sender = makeSender(started);
  sender.attach(live, "somewhere");
  const returns: string[] = [];
  const [first, ...others] = ["first", "second", "third"].map(
    (text) =>
      new Promise((decided, failed) => {
        sender.submit(message(text), { decided, failed, returned: () => returns.push(text) });
      }),
  );
  await assert.rejects(first as Promise<unknown>, reason("link-detached"));
  assert.deepEqual(await Promise.all(others), [{ state: "accepted" }, { state: "accepted" }]);
  assert.deepEqual(got, ["first", "second", "third"]);
  assert.deepEqual(returns, ["second"]);
});

test("a message that the window holds back is not sent when it is given up", async () => {
  const got: string[] = [];
  let open = () => {};
  const peer = await rheaPeer(started, {
    session_open: (context) => {
      open = narrow(sessionOf(context), 0);
    },
    receiver_open: ({ receiver }) => void receiver.add_credit(5),
    message: ({ delivery, message: { body } }) => {
      got.push(String(body));
      delivery.accept();
    },
  });
  const { live } = await connectClient(started, peer.port);
  const sender = makeSender(started);
  sender.attach(live, "somewhere");
  const { encode } = message("held");
  let encoded = 0;
  const held = sender.send({
    encode: () => {
      encoded++;
      return encode();
    },
    settled: false,
    deadline: performance.now() + 1_000,
  });
  const last = sender.send(message("last"));
  await until(() => encoded === 1);
  await assert.rejects(held, reason("expired-unsent"));
  open();
  assert.deepEqual(await last, { state: "accepted" });
  assert.deepEqual(got, ["last"]);
});

test("what a flow has told of the link still holds when a message is taken back", async () => {
  let session: NarrowSession | undefined;
  let open = () => {};
  let receiver: FlowingReceiver | undefined;
  const reports = new Queue<number>();
  const peer = await rheaPeer(started, {
    session_open: (context) => {
      session = sessionOf(context);
      open = narrow(session, 0);
    },
    receiver_open: (context) => {
      context.receiver.add_credit(10);
      receiver = context.receiver as unknown as FlowingReceiver;
      receiver.on_flow = ({ performative }) => reports.push(performative.delivery_count);
    },
    message: ({ delivery }) => delivery.accept(),
  });
  const { live } = await connectClient(started, peer.port);
  const sender = makeSender(started);
  sender.attach(live, "somewhere");
  const { outgoing, encoded } = watched("taken back");
  const given = new AbortController();
  const first = sender.send({ ...outgoing, signal: given.signal });
  await encoded.next();
  assert.ok(session !== undefined && receiver !== undefined);
  askForFlow(session, receiver);
  const report = await reports.next();
  given.abort();
  await assert.rejects(first, reason("withdrawn"));
  receiver.delivery_count = report;
  receiver.credit = 10;
  askForFlow(session, receiver);
  await reports.next();
  open();
  const second = sender.send(message("second", { deadline: performance.now() + 10_000 }));
  assert.deepEqual(await second, { state: "accepted" });
  assert.equal(report, 0);
});

for (const size of [10, 2_000]) {
  test(`a message of ${size} bytes that is held back is not written on a link that was left`, async () => {
    const frames: string[] = [];
    const got: string[] = [];
    const receivers: RheaContext["receiver"][] = [];
    const sessions: NarrowSession[] = [];
    const container = { max_frame_size: 512 };
    const peer = await rheaPeer(
      started,
      {
        session_open: (context) => {
          sessions.push(sessionOf(context));
          // Of a message that takes several frames one goes.
          if (sessions.length === 1) narrow(sessionOf(context), size > 512 ? 1 : 0);
        },
        receiver_open: ({ receiver }) => {
          receivers.push(receiver);
          receiver.add_credit(5);
        },
        message: ({ delivery, message: { body } }) => {
          got.push(String(body));
          delivery.accept();
        },
      },
      container,
    );
    const { live } = await connectClient(started, peer.port, {
      open: { containerId: "left", trace: (line) => frames.push(line) },
    });
    const sender = makeSender(started);
    sender.attach(live, "somewhere");
    const { outgoing, encoded } = watched("x".repeat(size));
    const outcome = sender.send(outgoing);
    outcome.catch(() => {});
    await encoded.next();
    const [session] = sessions;
    const [receiver] = receivers;
    assert.ok(session !== undefined && receiver !== undefined);
    // Both in one write.
    receiver.close({ condition: "amqp:internal-error", description: "oops" });
    session._process();
    askForFlow(session);
    await until(() => receivers.length === 2);
    if (size > 512) await assert.rejects(outcome, reason("link-detached"));
    else assert.deepEqual(await outcome, { state: "accepted" });
    const other = sender.send(message("other"));
    assert.deepEqual(await other, { state: "accepted" });
    assert.deepEqual(got, size > 512 ? ["other"] : ["x".repeat(size), "other"]);
    const written = frames.filter((line) => line.startsWith("->"));
    const end = written.findIndex((line) => line.includes("ch=0 end"));
    assert.ok(end > 0, written.join("\n"));
    assert.deepEqual(
      written.slice(end + 1).filter((line) => line.includes("ch=0 ")),
      [],
    );
  });
}
