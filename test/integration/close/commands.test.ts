import assert from "node:assert/strict";
import { test } from "node:test";
import { StandInBroker } from "../../unit/drivers/rabbit/stand-in-broker.js";
import { osloRpc } from "../commands/command.js";

/** Every command that asks a broker. */
const commands: readonly (readonly string[])[] = [
  ["call", "t", "m"],
  ["cast", "t", "m"],
  ["ping", "t"],
  ["notify", "t", "e", "1"],
  ["listen", "t"],
];

test("the commands tell their error and end when RabbitMQ has an alarm", async (t) => {
  const broker = await new StandInBroker().start();
  t.after(() => broker.stop());
  broker.hasAlarm = true;
  await Promise.all(
    commands.map(async (words) => {
      const { code, stdout, stderr } = await osloRpc(...words, "--url", broker.url, "--timeout", "1").end();
      assert.deepEqual([code, stdout], [1, ""], stderr);
      assert.match(stderr, /^error: .* within 1 s/);
    }),
  );
});
