import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { hookLimit, needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { useRouter } from "../support/use-router.js";
import { PythonClient } from "./support/python-client.js";
import { PythonServer } from "./support/python-server.js";

describe("Python peers over the embedded router", needs(pythonOslo), () => {
  const { router, add } = useRouter();
  let servers: readonly [PythonServer, PythonServer];
  let client: PythonClient;

  before(async () => {
    const { url } = router;
    [client, ...servers] = await Promise.all([
      PythonClient.start({ url }),
      PythonServer.start({ url, server: "Python01" }),
      PythonServer.start({ url, server: "Python02" }),
    ]);
    add(() => Promise.all([client, ...servers].map((peer) => peer.stop())));
  }, hookLimit);

  it("share calls", async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    assert.deepEqual(await Promise.all(numbers.map((value) => client.call("echo", { value }))), numbers);
    const [first, second] = servers.map((server) => server.calls("echo").length);
    assert.equal((first ?? 0) + (second ?? 0), 40);
    assert.ok(first && second, `${first} and ${second}`);
  });

  it("exchange a megabyte", async () => {
    const value = "x".repeat(2 ** 20);
    assert.equal(await client.call("echo", { value }), value);
  });

  it("all get what is cast to all, once", async () => {
    await client.cast("sink", { payload: 1 }, { fanout: true });
    for (const server of servers) await server.called("sink");
    // A call to each comes after what was cast before.
    for (const server of ["Python01", "Python02"]) await client.call("echo", { value: 1 }, { server });
    assert.deepEqual(
      servers.map((server) => server.calls("sink")),
      [[], []],
    );
  });

  it("see each other's exceptions", async () => {
    const request = { allowed_remote_exmods: ["peer_errors"] };
    const failure = await client.failure("fail_allowed", { message: "m", n: 1 }, request);
    assert.deepEqual([failure.class, failure.kwargs], ["NotReady_Remote", { n: 1 }]);
  });

  it("keep a monitored call alive", async () => {
    assert.equal(await client.call("sleep", { seconds: 2.5 }, { call_monitor_timeout: 2 }), 2.5);
  });

  it("time out for a server that is not there", async () => {
    const failure = await client.failure("echo", { value: 1 }, { server: "nobody", timeout: 1 });
    assert.equal(failure.class, "MessagingTimeout");
  });
});
