import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer } from "../../src/index.js";
import { osloRpc } from "../integration/commands/command.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { needs } from "../support/peers.js";
import { brokerVersion } from "./support/broker-version.js";
import { serviceFile } from "./support/deployments.js";
import { leastRights, pageCommands } from "./support/operators-page.js";
import { ownRabbit, suiteLimit } from "./support/rabbit.js";
import { useOwnRabbit } from "./support/use-rabbit.js";

describe("the page for operators", { ...needs(ownRabbit), ...suiteLimit }, () => {
  const broker = useOwnRabbit();

  it("has commands that run, and an agent whose rights are enough", async (test) => {
    const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-operators-"));
    test.after(() => rmSync(folder, { recursive: true }));
    const file = (user: string) => {
      const path = join(folder, `${user}.conf`);
      const url = broker().url.replace("guest:guest", user);
      writeFileSync(path, serviceFile("kolla-ansible", { url, exchange: "my-exchange" }));
      return path;
    };
    const transportOf = (user: string) => {
      const transport = getRpcTransport({ configuration: loadConfiguration({ files: [file(user)] }) });
      test.after(() => transport.close());
      return transport;
    };
    const serve = async (user: string, place: { readonly topic: string; readonly exchange: string }) => {
      const endpoint = new ThingEndpoint(place.topic);
      const transport = transportOf(user);
      const server = new RpcServer(transport, { ...place, server: "node-1", endpoints: [endpoint] });
      test.after(() => server.stop());
      await server.start();
      return { endpoint, transport };
    };
    const [compute, mine] = [
      { topic: "compute", exchange: "nova" },
      { topic: "my-topic", exchange: "my-exchange" },
    ];
    const commands = pageCommands();
    const ofBroker = commands.filter(([program]) => program === "rabbitmqctl").map(([, ...words]) => words);
    const preparing = ofBroker.filter(([name]) => /^(add|set)_/.test(name ?? ""));
    const looking = ofBroker.filter(([name]) => /^list_/.test(name ?? ""));
    assert.deepEqual([preparing.length, looking.length], [3, 5]);
    const { endpoint: nova } = await serve("guest:guest", compute);
    for (const words of preparing) await broker().ctl(...words);

    const { transport } = await serve("my-agent:secret", mine);
    const toNova = new ThingClient(transport, { timeout: 30 }).prepare(compute);
    assert.equal(await toNova.who(), "compute");
    assert.equal(await toNova.prepare({ server: "node-1" }).who(), "compute");
    await toNova.prepare({ fanout: true }).sink("all");
    assert.deepEqual(await nova.sunk(1), ["all"]);
    const other = new ThingClient(transportOf("guest:guest"), { timeout: 30 });
    assert.equal(await other.prepare(mine).who(), "my-topic");
    const elsewhere = new ThingClient(transport, { timeout: 30 }).prepare({ ...compute, topic: "conductor" });
    await assert.rejects(elsewhere.who(), /write access to topic 'conductor'.*refused/);

    const shown = (await Promise.all(looking.map((words) => broker().ctl(...words)))).join("\n");
    for (const name of ["my-agent", "process", "my-topic.node-1", "my-topic_fanout", ":oslo-rpc-1"]) {
      assert.ok(shown.includes(name), name);
    }
    const ofProgram = commands.filter(([program]) => program === "npx");
    assert.deepEqual(
      ofProgram.map(([, program, name]) => [program, name]),
      [
        ["oslo-rpc", "doctor"],
        ["oslo-rpc", "config"],
        ["oslo-rpc", "ping"],
      ],
    );
    for (const [, , ...words] of ofProgram) {
      const own = words.map((word) => (word === "/etc/nova/nova.conf" ? file("guest:guest") : word));
      // A server by its name, for a machine that is busy: the command ends with its answer.
      const patience = words[0] === "ping" ? ["--server", "node-1", "--timeout", "60"] : [];
      const { code, stderr } = await osloRpc(...own, ...patience).end();
      assert.equal(code, 0, stderr);
    }
  });

  it("gives a command, and a server that answers it, rights that are enough", async (test) => {
    const names = { EXCHANGE: "test", TOPIC: "things" };
    const grant = (user: string, ...rights: readonly string[]) =>
      broker().ctl("set_permissions", user, ...rights);
    for (const user of ["answers", "asks"]) await broker().ctl("add_user", user, "secret");
    await grant("answers", ...leastRights("server", names));
    await grant("asks", ...leastRights("short-lived client, or command", names));
    const as = (user: string, shortLived: boolean) => {
      const url = broker().url.replace("guest:guest", `${user}:secret`);
      const transport = getRpcTransport({ url, shortLived });
      test.after(() => transport.close());
      return transport;
    };
    const server = new RpcServer(as("answers", false), {
      server: "one",
      endpoints: [new ThingEndpoint("one")],
    });
    test.after(() => server.stop());
    await server.start();
    assert.equal(await new ThingClient(as("asks", true), { timeout: 30 }).who(), "one");

    const { RabbitMQ = "" } = await brokerVersion(broker().url);
    if (Number.parseFloat(RabbitMQ) < 4.2) return;
    await grant("asks", "^$", "^test$", "^amq\\.rabbitmq\\.reply-to\\..*");
    assert.equal(await new ThingClient(as("asks", true), { timeout: 30 }).who(), "one");
  });
});
