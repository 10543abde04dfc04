import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Coverage } from "../support/compatibility.js";
import { needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { usePython } from "./support/use-python.js";

/** How both sides are told to form addresses: by the path and the query of the URL. */
const FORMS = {
  "legacy addresses with a virtual host": "/my-vhost?addressing_mode=legacy",
  "routable addresses with a virtual host": "/my-vhost",
  "a virtual host that is named to the peer": "/my-vhost?pseudo_vhost=false",
};

for (const [name, suffix] of Object.entries(FORMS)) {
  describe(name, needs(pythonOslo), () => {
    const { both: covers } = new Coverage(
      import.meta.filename,
      name.startsWith("legacy") ? "legacy" : "routable",
    );
    const both = usePython((router) => `${router.url}${suffix}`);

    it("lead to one server", async (test) => {
      covers(test, "virtual host");
      const { client, endpoint, pythonServer, pythonClient } = both();
      assert.equal(await client.prepare({ server: "Python01" }).echo(1), 1);
      await pythonServer.called("echo");
      assert.equal(await pythonClient.call("echo", { value: 2 }, { server: "Server01" }), 2);
      assert.equal(endpoint.echoed, 1);
    });

    it("lead to any server", async (test) => {
      covers(test, "virtual host");
      const { client, pythonClient } = both();
      assert.deepEqual(await client.methodA("a"), { arg1: "a" });
      assert.deepEqual(await pythonClient.call("methodA", { arg1: "a" }), { arg1: "a" });
    });

    it("lead to all servers", async (test) => {
      covers(test, "virtual host");
      const { client, endpoint, pythonServer, pythonClient } = both();
      await client.prepare({ fanout: true }).sink("all");
      await pythonClient.cast("sink", { payload: "all" }, { fanout: true });
      for (let times = 0; times < 2; times += 1) {
        assert.equal((await endpoint.sunk()).payload, "all");
        assert.deepEqual((await pythonServer.called("sink")).args, { payload: "all" });
      }
    });
  });
}
