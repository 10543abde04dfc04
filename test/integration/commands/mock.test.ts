import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcClient, type RpcTransport } from "../../../src/index.js";
import { getNotificationTransport, NotificationListener } from "../../../src/notify/index.js";
import { MyServiceClient, NotReady } from "../../fixtures/generated/my-service/index.js";
import { freePort } from "../../support/free-port.js";
import { useRouter } from "../../support/use-router.js";
import { osloRpc } from "./command.js";

const DEFINITION = {
  service: "Other",
  topic: "others",
  exchange: "my-exchange",
  version: "1.0",
  methods: {
    number: { result: { type: "integer", minimum: 3, maximum: 3 } },
    broken: { result: { type: "array", items: false, minItems: 1 } },
  },
  notifications: {
    "other.made": { payload: { type: "object", properties: { id: { const: "x" } }, required: ["id"] } },
  },
};

describe("oslo-rpc mock", () => {
  const { router, add } = useRouter();
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-mock-"));
  const other = join(folder, "other.json");
  writeFileSync(other, JSON.stringify(DEFINITION));
  after(() => rmSync(folder, { recursive: true }));

  function open(): RpcTransport {
    const transport = getRpcTransport({ url: router.url, configuration: loadConfiguration() });
    add(() => transport.close());
    return transport;
  }

  it("answers for several services, and tells requests and what it cannot answer", async () => {
    const words = ["--schema", "schemas/my-service.json", "--schema", other, "--url", router.url];
    const command = osloRpc("mock", ...words, "--error", "methodA=NotReady", "--json", "--count", "4");
    await command.errorLine(/^Serving Other 1\.0 on topic others, exchange my-exchange as mock$/);
    await command.errorLine(
      /^No value can fit Other \/methods\/broken\/result, because of \/methods\/broken\/result\/items$/,
    );
    const transport = open();
    const mine = new MyServiceClient(transport, { timeout: 30 });
    assert.equal(typeof (await mine.common()), "string");
    await assert.rejects(mine.methodA("a"), NotReady);
    const others = new RpcClient(transport, { topic: "others", exchange: "my-exchange" });
    assert.equal(await others.call("number", {}), 3);
    await assert.rejects(others.call("broken", {}), /none can fit it/);
    const { code, stdout, stderr } = await command.end();
    assert.equal(code, 0, stderr);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { method: string; error?: string });
    assert.deepEqual(
      lines.map(({ method }) => method),
      ["common", "methodA", "number", "broken"],
    );
    assert.deepEqual(
      lines.map(({ error }) => error?.slice(0, 8)),
      [undefined, "NotReady", undefined, "The mock"],
    );
  });

  async function listen(exchange: string): Promise<readonly unknown[]> {
    const configuration = loadConfiguration({ values: { control_exchange: exchange } });
    const transport = getNotificationTransport({ url: router.url, configuration });
    add(() => transport.close());
    const came: unknown[] = [];
    const listener = new NotificationListener(transport, {
      targets: [{ topic: "notifications" }],
      endpoints: [
        { info: (_context, publisher, event, payload) => void came.push([publisher, event, payload]) },
      ],
    });
    await listener.start();
    add(() => listener.stop());
    return came;
  }

  it("sends notifications when it is told to, those of each definition to its exchange", async () => {
    const third = join(folder, "third.json");
    const events = { "third.made": { payload: { const: 3 } } };
    const definition = { ...DEFINITION, service: "Third", exchange: "third-exchange", notifications: events };
    writeFileSync(third, JSON.stringify(definition));
    const [mine, theirs] = [await listen("my-exchange"), await listen("third-exchange")];
    const schemas = ["--schema", other, "--schema", third];
    const command = osloRpc("mock", ...schemas, "--url", router.url, "--notify", "0.2");
    // Each is told when its listener has taken it.
    await command.errorLine(/^notification other\.made$/);
    await command.errorLine(/^notification third\.made$/);
    assert.equal((await command.stop()).code, 0);
    assert.deepEqual(mine[0], ["Other.mock", "other.made", { id: "x" }]);
    assert.deepEqual(theirs[0], ["Third.mock", "third.made", 3]);
    const kinds = [mine, theirs].map((came) => new Set(came.map((one) => (one as string[])[1])).size);
    assert.deepEqual(kinds, [1, 1]);
  });

  it("ends with one line where nobody is, and where the command line is wrong", async () => {
    const nobody = `amqp://127.0.0.1:${await freePort()}`;
    const [unreachable, wrong] = await Promise.all([
      osloRpc("mock", "--schema", other, "--url", nobody).end(),
      osloRpc("mock", "--schema", other, "--error", "numbr=Gone", "--url", nobody).end(),
    ]);
    const elsewhere = `${router.url}/?default_notification_exchange=theirs`;
    const contradicting = osloRpc("mock", "--schema", other, "--notify", "9", "--url", elsewhere);
    const { code, stderr } = await contradicting.end();
    assert.match(
      stderr,
      /\nerror: --exchange my-exchange has no effect beside .*=theirs in the transport URL.*\n$/,
    );
    assert.equal(code, 2);
    assert.match(
      unreachable.stderr,
      /^error: cannot connect to .*: connection refused; check the address.*\n$/,
    );
    assert.equal(wrong.stderr, 'error: --error: Other has no method "numbr"; did you mean "number"?\n');
    assert.deepEqual([unreachable.code, wrong.code], [1, 2]);
  });
});
