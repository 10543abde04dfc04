import assert from "node:assert/strict";
import { hostname } from "node:os";
import { basename } from "node:path";
import { describe, it } from "node:test";
import { loadConfiguration } from "../../../../src/config/configuration.js";
import { PrivateName, PrivateNames } from "../../../../src/drivers/rabbit/private-names.js";
import { getRpcTransport } from "../../../../src/index.js";
import { StandInBroker } from "./stand-in-broker.js";

function names(values: Readonly<Record<string, unknown>> = {}): PrivateNames {
  return new PrivateNames(loadConfiguration({ values }));
}

const managed = { use_queue_manager: true, hostname: "h", processname: "p" };

describe("the name of a private queue", () => {
  it("is random, and stays until it is renewed", () => {
    const why: string[] = [];
    const name = new PrivateName({ names: names(), prefix: "reply", onRenewed: (text) => why.push(text) });
    const first = name.value;
    assert.match(first, /^reply_[0-9a-f]{32}$/);
    assert.equal(name.value, first);
    name.renew("gone");
    assert.match(name.value, /^reply_[0-9a-f]{32}$/);
    assert.notEqual(name.value, first);
    assert.deepEqual(why, ["gone"]);
  });

  it("is of host, process and the lowest free number with use_queue_manager", () => {
    const all = names(managed);
    const [one, two, three] = [1, 2, 3].map(() => new PrivateName({ names: all, prefix: "t_fanout" }));
    assert.equal(one?.value, "t_fanout_h:p:oslo-rpc-1");
    assert.equal(two?.value, "t_fanout_h:p:oslo-rpc-2");
    one?.renew("owned");
    assert.equal(one?.value, "t_fanout_h:p:oslo-rpc-3");
    assert.equal(three?.value, "t_fanout_h:p:oslo-rpc-1");
    two?.giveBack();
    assert.equal(new PrivateName({ names: all, prefix: "t_fanout" }).value, "t_fanout_h:p:oslo-rpc-2");
    assert.equal(new PrivateName({ names: all, prefix: "reply" }).value, "reply_h:p:oslo-rpc-1");
  });

  it("has this machine and this program where nothing else is set", () => {
    const name = new PrivateName({
      names: names({ use_queue_manager: true, hostname: "" }),
      prefix: "reply",
    });
    assert.equal(name.value, `reply_${hostname()}:${basename(process.argv[1] ?? "")}:oslo-rpc-1`);
  });

  it("is random where host and process are too long for a name", () => {
    const long = names({ ...managed, processname: "p".repeat(240) });
    assert.match(new PrivateName({ names: long, prefix: "reply" }).value, /^reply_[0-9a-f]{32}$/);
  });
});

it("a queue that belongs to another connection gets the next number", async () => {
  const broker = await new StandInBroker().start();
  const owned = new Set(["PUT /queues/t_fanout_h%3Ap%3Aoslo-rpc-1", "PUT /queues/reply_h%3Ap%3Aoslo-rpc-1"]);
  broker.status = (asked) => (owned.has(asked) ? "400" : "204");
  broker.explanation = "cannot obtain exclusive access to locked queue";
  const configuration = loadConfiguration({ values: managed });
  const transport = getRpcTransport({ url: broker.url, configuration });
  const listener = transport.listen({ topic: "t", server: "s" }, () => {});
  await listener.ready;
  await broker.until(() => broker.isConsumed("t_fanout_h%3Ap%3Aoslo-rpc-2"));
  // Not ours to delete.
  assert.ok(!broker.declared.includes("DELETE /queues/t_fanout_h%3Ap%3Aoslo-rpc-1"));
  const options = { waitForReply: true, timeout: 30 };
  const call = transport.send({ topic: "t" }, {}, { method: "m", args: {} }, options);
  await broker.until(() => broker.isConsumed("reply_h%3Ap%3Aoslo-rpc-2"));
  await Promise.all([assert.rejects(call), listener.stop().then(() => transport.close())]);
  broker.stop();
});
