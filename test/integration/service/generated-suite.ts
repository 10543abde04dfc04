import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { after, before, describe, it } from "node:test";
import { MyService } from "../../../examples/sandbox/endpoints/my-service.js";
import { MyServiceClient, NotReady } from "../../../examples/sandbox/generated/my-service/index.js";
import {
  getRpcTransport,
  InvalidArguments,
  MessagingTimeout,
  RemoteError,
  RpcServer,
  type RpcTransport,
} from "../../../src/index.js";
import type { Surroundings } from "./suite.js";

/** What the generator wrote for the sandbox, and the class it began for the user, whatever carries the messages. */
export function generatedSuite(
  name: string,
  surround: () => Promise<Surroundings>,
  options: { readonly skip?: string } = {},
): void {
  describe(`a generated client and endpoint over ${name}`, options, () => {
    const shown: string[] = [];
    const progress = new EventEmitter();
    let surroundings: Surroundings;
    let serverTransport: RpcTransport;
    let transport: RpcTransport;
    let servers: RpcServer[];
    let client: MyServiceClient;

    before(async () => {
      surroundings = await surround();
      serverTransport = getRpcTransport({ url: surroundings.url });
      transport = getRpcTransport({ url: surroundings.url });
      client = new MyServiceClient(transport, { timeout: 20 });
      servers = ["one", "two"].map((server) => {
        const show = (line: string) => {
          shown.push(`${server} ${line}`);
          progress.emit("line");
        };
        return new RpcServer(serverTransport, { server, endpoints: [new MyService(show)] });
      });
      await Promise.all(servers.map((server) => server.start()));
    });
    after(async () => {
      await Promise.all(servers.map((server) => server.stop()));
      await Promise.all([transport.close(), serverTransport.close()]);
      await surroundings.stop();
    });

    /** Who has shown a line, of all that begin so, when there are that many. */
    async function whoShowed(line: string, count: number): Promise<string[]> {
      for (;;) {
        const lines = shown.filter((one) => one.includes(line));
        if (lines.length >= count) return lines.map((one) => one.slice(0, 3)).sort();
        await once(progress, "line");
      }
    }

    it("call, with and without an optional argument", async () => {
      assert.deepEqual(await client.methodA("a", "b"), { arg1: "a", arg2: "b" });
      assert.deepEqual(await client.methodA("a"), { arg1: "a" });
      assert.deepEqual(await client.echo({ any: [1, null, "ü"] }), { any: [1, null, "ü"] });
      assert.equal(await client.common(), "MyService");
    });

    it("call one server by its name", async () => {
      for (const server of ["one", "two"]) await client.prepare({ server }).echo(`named ${server}`);
      await client.prepare({ server: "two" }).sink("named");
      assert.deepEqual(await whoShowed('sink payload="named"', 1), ["two"]);
    });

    it("cast, to one and to all", async () => {
      await client.sink("once");
      assert.equal((await whoShowed('sink payload="once"', 1)).length, 1);
      await client.prepare({ fanout: true }).sink("all");
      assert.deepEqual(await whoShowed('sink payload="all"', 2), ["one", "two"]);
    });

    it("give declared errors back as their class, others as RemoteError", async () => {
      await assert.rejects(client.methodA(""), (error) => {
        assert.ok(error instanceof NotReady, String(error));
        assert.deepEqual([error.message, { ...error.kwargs }], ["arg1 is empty", { hint: "pass a text" }]);
        return true;
      });
      await assert.rejects(client.fail("boom"), (error) => {
        assert.ok(error instanceof RemoteError, String(error));
        assert.equal(error.value, "boom");
        return true;
      });
    });

    it("check arguments before they are sent", async () => {
      const before = shown.length;
      await assert.rejects(client.methodA(5 as unknown as string), InvalidArguments);
      await assert.rejects(client.sleep(-1), InvalidArguments);
      assert.equal(shown.length, before);
    });

    it("end by deadline and by signal, and stay alive while monitored", async () => {
      await assert.rejects(client.prepare({ timeout: 0.3 }).sleep(3), MessagingTimeout);
      const controller = new AbortController();
      const call = client.prepare({ signal: controller.signal }).sleep(1.25);
      await whoShowed("sleep seconds=1.25", 1);
      controller.abort(new Error("enough"));
      await assert.rejects(call, /enough/);
      await client.prepare({ callMonitorTimeout: 4 }).sleep(5);
    });
  });
}
