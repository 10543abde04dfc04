import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Coverage } from "../support/compatibility.js";
import { needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { addressing, addressingModes } from "./support/addressing.js";
import { usePython } from "./support/use-python.js";

const CALLS = 60;

for (const mode of addressingModes) {
  describe(`a Python server and ours on one topic, ${mode} addresses`, needs(pythonOslo), () => {
    const { fromPython, toPython, both } = new Coverage(import.meta.filename, mode);
    // A message that is given back waits so long, and with it all that a Python client sends to its address.
    const peers = usePython((router) => `${router.url}${addressing[mode]}link_retry_delay=1`);

    /** How many of the calls each server got. */
    async function shares(
      call: (value: number) => Promise<unknown>,
    ): Promise<{ ours: number; python: number }> {
      const echoed = peers().endpoint.echoed;
      const numbers = Array.from({ length: CALLS }, (_, index) => index);
      assert.deepEqual(await Promise.all(numbers.map(call)), numbers);
      const ours = peers().endpoint.echoed - echoed;
      // What Python prints of a call may come after its answer.
      for (let seen = ours; seen < CALLS; seen += 1) await peers().pythonServer.called("echo");
      assert.equal(peers().pythonServer.calls("echo").length, 0);
      return { ours, python: CALLS - ours };
    }

    for (const [whose, covers, call] of [
      ["our client", toPython, (value: number) => peers().client.echo(value)],
      ["a Python client", fromPython, (value: number) => peers().pythonClient.call("echo", { value })],
    ] as const) {
      it(`share the calls of ${whose}`, async (test) => {
        covers(test, "topic shared by servers of both kinds");
        const { ours, python } = await shares(call);
        assert.ok(ours > 0 && python > 0, `ours ${ours}, Python's ${python}`);
      });
    }

    it("both get what is cast to all", async (test) => {
      both(test, "fanout");
      await peers().client.prepare({ fanout: true }).sink("from us");
      assert.equal((await peers().endpoint.sunk()).payload, "from us");
      assert.deepEqual((await peers().pythonServer.called("sink")).args, { payload: "from us" });
      await peers().pythonClient.cast("sink", { payload: "from Python" }, { fanout: true });
      assert.equal((await peers().endpoint.sunk()).payload, "from Python");
      assert.deepEqual((await peers().pythonServer.called("sink")).args, { payload: "from Python" });
    });

    it("are reached by their names", async (test) => {
      both(test, "one server by its name");
      const echoed = peers().endpoint.echoed;
      for (const name of ["Server01", "Python01"]) {
        assert.equal(await peers().client.prepare({ server: name }).echo(name), name);
        assert.equal(await peers().pythonClient.call("echo", { value: name }, { server: name }), name);
      }
      assert.equal(peers().endpoint.echoed - echoed, 2);
      for (let seen = 0; seen < 2; seen += 1) await peers().pythonServer.called("echo");
    });

    it("take over when one of them stops", async (test) => {
      both(test, "the others take over when a server stops");
      await peers().server.stop();
      assert.deepEqual(await shares((value) => peers().pythonClient.call("echo", { value })), {
        ours: 0,
        python: CALLS,
      });
      assert.deepEqual(await shares((value) => peers().client.echo(value)), { ours: 0, python: CALLS });
    });
  });
}
