import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import { getRpcTransport, RpcServer, ServerListenError } from "../../src/index.js";
import { getNotificationTransport, Notifier } from "../../src/notify/index.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { needs } from "../support/peers.js";
import { pythonOslo, pythonProgram } from "../support/python.js";
import { recordingLogger } from "../unit/notify/recording-logger.js";
import { anyRabbit, suiteLimit } from "./support/rabbit.js";
import { useRabbit } from "./support/use-rabbit.js";

const DURABLE = "amqp_durable_queues=true";
const QUORUM = "rabbit_quorum_queue=true";
const AUTO_DELETE = "amqp_auto_delete=true";
const TRANSIENT_QUORUM = "rabbit_transient_quorum_queue=true";
const LIMIT = "rabbit_quorum_delivery_limit=7";

/** What is there, what a second server wants, and the object with both as the error names them. */
const MISMATCHES: readonly (readonly [there: readonly string[], wanted: readonly string[], named: RegExp])[] =
  [
    [[DURABLE], [], /'durable' for exchange 'EXCHANGE'.*received 'false' but current is 'true'/],
    [[], [DURABLE], /'durable' for queue 'TOPIC'.*received 'true' but current is 'false'/],
    [[AUTO_DELETE], [], /'auto_delete' for exchange 'EXCHANGE'.*received 'false' but current is 'true'/],
    [[], [AUTO_DELETE], /'auto_delete' for exchange 'EXCHANGE'.*received 'true' but current is 'false'/],
    [[DURABLE], [QUORUM], /'x-queue-type' for queue 'TOPIC'.*received 'quorum' but current is 'classic'/],
    [[QUORUM], [DURABLE], /'x-queue-type' for queue 'TOPIC'.*received 'classic' but current is 'quorum'/],
    [[QUORUM], [QUORUM, LIMIT], /'x-delivery-limit' for queue 'TOPIC'.*received.*'7'.*but current is none/],
    [[], [TRANSIENT_QUORUM], /'durable' for exchange 'TOPIC_fanout'.*received 'true' but current is 'false'/],
    [[TRANSIENT_QUORUM], [], /'durable' for exchange 'TOPIC_fanout'.*received 'false' but current is 'true'/],
  ];

/** Declares a queue that expires, as no server of oslo.messaging does. */
const DECLARE_EXPIRING = `
import sys, kombu
with kombu.Connection(sys.argv[1]) as connection:
    kombu.Queue(sys.argv[2], durable=False, auto_delete=False, expires=600)(connection.channel()).declare()
`;

describe("what is there already with other properties", { ...needs(anyRabbit), ...suiteLimit }, () => {
  const rabbit = useRabbit();

  const url = (options: readonly string[]) => `${rabbit.url}?${options.join("&")}`;

  function server(name: string, options: readonly string[], place: { topic: string; exchange: string }) {
    const transport = getRpcTransport({ url: url(options) });
    const started = new RpcServer(transport, {
      server: name,
      endpoints: [new ThingEndpoint(name)],
      ...place,
    });
    const stop = async () => {
      await started.stop();
      await transport.close();
    };
    return { transport, start: () => started.start(), stop };
  }

  for (const [index, [there, wanted, named]] of MISMATCHES.entries()) {
    const title = (options: readonly string[]) => options.join(", ") || "the defaults";
    it(`stops a server with ${title(wanted)} where there are ${title(there)}`, async () => {
      const place = { topic: `topic ${index}`, exchange: `exchange ${index}` };
      const first = server("one", there, place);
      const second = server("two", wanted, place);
      try {
        await first.start();
        const error = await second.start().catch((thrown: unknown) => thrown);
        assert.ok(error instanceof ServerListenError, String(error));
        const text = named.source.replace("EXCHANGE", place.exchange).replace("TOPIC", place.topic);
        assert.match(error.message, new RegExp(text));
        for (const option of wanted) assert.ok(error.message.includes(option), error.message);
        assert.doesNotMatch(error.message, /\n/);
        // A client declares nothing of the kind, and is not concerned; the first server goes on.
        const client = new ThingClient(second.transport, { timeout: 15 }).prepare(place);
        assert.equal(await client.who(), "one");
      } finally {
        await Promise.all([first.stop(), second.stop()]);
      }
    });
  }

  it("stops a server where its queue was declared to expire", needs(pythonOslo), async () => {
    const place = { topic: "expiring", exchange: "expiring" };
    const amqp = rabbit.url.replace("rabbit://", "amqp://");
    execFileSync(pythonProgram(), ["-c", DECLARE_EXPIRING, amqp, place.topic]);
    const late = server("one", [], place);
    try {
      await assert.rejects(late.start(), (error: Error) => {
        assert.match(error.message, /'x-expires' for queue 'expiring'.*none.*but current is.*'600000'/);
        return error instanceof ServerListenError;
      });
    } finally {
      await late.stop();
    }
  });

  it("fails a notification, with a line in the log that has both settings", async () => {
    const { logger, lines } = recordingLogger();
    const durable = getNotificationTransport({ url: url([DURABLE]) });
    const other = getNotificationTransport({ url: url([]), logger });
    const options = { driver: "messagingv2", topics: ["told"], retry: 0 };
    try {
      await new Notifier(durable, options).info({}, "a.b", 1);
      await new Notifier(other, options).info({}, "a.b", 1);
      const [line] = lines.filter(({ level }) => level === "error");
      const error = String(line?.fields.err);
      assert.match(error, /'durable' for exchange 'openstack'.*received 'false' but current is 'true'/);
      assert.match(error, /Here amqp_durable_queues=false/);
    } finally {
      await Promise.all([durable.close(), other.close()]);
    }
  });
});
