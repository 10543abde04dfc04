import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer } from "../../src/index.js";
import { closesEverywhere } from "../integration/close/support/closes-everywhere.js";
import { osloRpc } from "../integration/commands/command.js";
import { ThingEndpoint } from "../integration/service/thing-service.js";
import { needs } from "../support/peers.js";
import { ownRabbit, suiteLimit } from "./support/rabbit.js";
import { useOwnRabbit } from "./support/use-rabbit.js";

/** Every command that connects, its words, and what it tells during an alarm. */
const commands: readonly (readonly [words: readonly string[], told: RegExp])[] = [
  [["call", "t", "m"], /^error: No reply to m on topic t within 2 s/],
  [["call", "t", "m", "--repeat", "3", "--concurrency", "3"], /^error: 3 of 3 calls failed/],
  [["cast", "t", "m"], /^error: m on topic t was not delivered within 2 s/],
  [["ping", "t"], /^error: No server of topic t answered within 2 s/],
  [["ping", "t", "--server", "s"], /^error: No server of topic t answered within 2 s/],
  [["notify", "t", "e", "1"], /^error: Notification e was not delivered within 2 s/],
  [["listen", "t"], /^error: Listening to notifications of t did not begin within 2 s/],
];

describe("close() over RabbitMQ", { ...needs(ownRabbit), ...suiteLimit }, () => {
  const broker = useOwnRabbit();

  it("settles at every moment, with all that was under way, and the process ends", async (t) => {
    const transport = getRpcTransport({ url: broker().url });
    const place = { exchange: "close", topic: "served", server: "one" };
    const server = new RpcServer(transport, { ...place, endpoints: [new ThingEndpoint()] });
    try {
      await server.start();
      await closesEverywhere(t, "rabbit://guest:guest@HOST/?rabbit_retry_interval=3600", broker().port);
    } finally {
      await server.stop();
      await transport.close();
    }
  });

  describe("during an alarm", () => {
    before(() => broker().ctl("set_vm_memory_high_watermark", "absolute", "1"));
    after(() => broker().ctl("set_vm_memory_high_watermark", "0.4"));

    it("settles at every moment, with all that was under way, and the process ends", (t) =>
      closesEverywhere(t, "rabbit://guest:guest@HOST/?rabbit_retry_interval=3600", broker().port));

    for (const [words, told] of commands) {
      it(`oslo-rpc ${words.join(" ")} tells its error and ends`, async () => {
        const { code, stdout, stderr } = await osloRpc(
          ...words,
          "--url",
          broker().url,
          "--timeout",
          "2",
        ).end();
        assert.deepEqual([code, stdout], [1, ""], stderr);
        assert.match(stderr, told);
      });
    }
  });
});
