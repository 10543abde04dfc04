import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type {
  CallAnswer,
  ServiceDetail,
  ServiceList,
  Session,
  ValidateAnswer,
} from "../../../src/console/api.js";
import { getRpcTransport, RpcServer } from "../../../src/index.js";
import { useRouter } from "../../support/use-router.js";
import { ThingEndpoint, thingDescriptor } from "../service/thing-service.js";
import { modelOf, useConsole } from "./console-client.js";

const THINGS = { topics: [{ topic: "things", exchange: "test" }] };

async function serveThings(
  test: TestContext,
  url: string,
  who = "one",
  server = who,
): Promise<ThingEndpoint> {
  const transport = getRpcTransport({ url });
  const endpoint = new ThingEndpoint(who);
  const rpcServer = new RpcServer(transport, { server, endpoints: [endpoint] });
  await rpcServer.start();
  test.after(async () => {
    await rpcServer.stop();
    await transport.close();
  });
  return endpoint;
}

function failed(answer: CallAnswer) {
  assert.equal(answer.outcome, "error", JSON.stringify(answer));
  return answer.outcome === "error" ? answer.error : assert.fail();
}

describe("services and calls of a console", () => {
  const { router } = useRouter();

  it("finds the services that servers tell of, once for all of them, and topics of which nobody tells", async (test) => {
    await serveThings(test, router.url, "one");
    await serveThings(test, router.url, "two");
    const topics = [...THINGS.topics, { topic: "nobody", exchange: "test" }];
    const page = await useConsole(test, router.url, { topics });
    const session = await page.get<Session>("/api/session");
    assert.deepEqual([session.transport, session.readOnly], [router.url, false]);
    await page.service("ThingService", 2);
    const list = await page.get<ServiceList>("/api/services");
    const [things] = list.services;
    assert.equal(list.services.length, 1);
    const { name, topic, exchange, namespace, version, source, servers = [], id = "" } = things ?? {};
    assert.deepEqual(
      [name, topic, exchange, namespace, version, source],
      ["ThingService", "things", "test", "things", "1.2", "discovery"],
    );
    assert.deepEqual(servers.map(({ server }) => server).sort(), ["one", "two"]);
    assert.equal(servers[0]?.process, process.pid);
    assert.deepEqual(
      list.topics.map(({ topic: other, exchange: its }) => [other, its]),
      [["nobody", "test"]],
    );
    assert.match(list.topics[0]?.problem ?? "", /^no server of topic nobody in exchange test answers/);
    const detail = await page.get<ServiceDetail>(`/api/services/${id}`);
    const join = detail.methods.find((method) => method.name === "join");
    assert.deepEqual(
      join?.params.map((param) => [param.name, param.required, param.schema, param.since]),
      [
        ["left", true, { type: "string" }, undefined],
        ["right", false, { type: "string" }, "1.2"],
      ],
    );
    const [least, all] = join?.examples ?? [];
    assert.deepEqual(Object.keys(JSON.parse(least?.arguments ?? "")), ["left"]);
    assert.deepEqual(Object.keys(JSON.parse(all?.arguments ?? "")), ["left", "right"]);
    const { views } = await page.get<Session>("/api/session");
    assert.deepEqual([views.discovery, views.router], [{ on: true }, { on: false, why: "nothing lists" }]);
  });

  it("checks arguments as they are typed, with the place of each mistake", async (test) => {
    const page = await useConsole(test, router.url, { definitions: [modelOf(thingDescriptor)] });
    const { services } = await page.get<ServiceList>("/api/services");
    const service = services[0]?.id ?? "";
    const check = async (method: string, text: string) =>
      (await page.post<ValidateAnswer>("/api/validate", { service, method, arguments: text })).problems;
    assert.deepEqual(await check("join", '{"left":"a"}'), []);
    assert.deepEqual(await check("long", '{"value":9223372036854775807}'), []);
    assert.deepEqual(await check("join", '{"left":1,"right":2,"more":3}'), [
      { pointer: "/left", message: "must be string, got 1" },
      { pointer: "/right", message: "must be string, got 2" },
      { pointer: "/more", message: "the method has no such argument" },
    ]);
    assert.deepEqual(await check("join", "{}"), [{ pointer: "/left", message: "is required" }]);
    for (const text of ["", "{", "[]", "1", '{"left":}']) {
      const [problem] = await check("join", text);
      assert.equal(problem?.pointer, "", text);
    }
    const none = await page.post<object>("/api/validate", { service, method: "__proto__", arguments: "{}" });
    assert.deepEqual(none, { error: "no-such-method", message: "the service has no such method" });
    const other = await page.post<{ error: string }>("/api/validate", {
      service: "x",
      method: "join",
      arguments: "{}",
    });
    assert.equal(other.error, "no-such-service");
  });

  it("calls and casts, exact to the last digit, and tells when each step was", async (test) => {
    const endpoint = await serveThings(test, router.url);
    const page = await useConsole(test, router.url, THINGS);
    const { id } = await page.service("ThingService");
    const answer = await page.call(id, "long", '{"value":9007199254740993}');
    assert.ok(answer.outcome === "result", JSON.stringify(answer));
    assert.deepEqual(answer.result, { text: "9007199254740994" });
    // A quick reply may be there before the word that its request was taken.
    const slow = await page.call(id, "wait", '{"seconds":0.3}');
    const { sent, taken = 0, answered = 0 } = slow.timing;
    assert.ok(sent <= taken && taken <= answered, JSON.stringify(slow.timing));
    const cast = await page.call(id, "sink", '{"payload":[1]}', { kind: "cast" });
    assert.equal(cast.outcome, "accepted");
    assert.deepEqual(await endpoint.sunk(1), [[1]]);
    const wrong = await page.call(id, "sink", '{"payload":1}');
    assert.deepEqual(wrong, { error: "wrong-kind", message: "the method is a cast" });
    const named = await page.call(id, "who", "{}", { server: "one" });
    assert.ok(named.outcome === "result" && named.result.text === '"one"');
  });

  it("tells what went wrong: the arguments, the method, nobody there", async (test) => {
    await serveThings(test, router.url);
    const page = await useConsole(test, router.url, THINGS);
    const { id } = await page.service("ThingService");
    const invalid = failed(await page.call(id, "join", '{"left":1}'));
    assert.deepEqual(
      [invalid.class, invalid.code, invalid.problems],
      ["InvalidArguments", "INVALID_ARGUMENTS", [{ pointer: "/left", message: "must be string, got 1" }]],
    );
    const declared = failed(await page.call(id, "fail", '{"how":"declared"}'));
    assert.deepEqual(
      [declared.class, declared.module, declared.message, declared.kwargs],
      ["NotReady", "thing_service.exceptions", "not yet", { text: '{"after":5}' }],
    );
    const bug = failed(await page.call(id, "fail", '{"how":"<img src=x onerror=alert(1)>\\u001b[2J"}'));
    assert.deepEqual([bug.class, bug.message], ["RuntimeError", "<img src=x onerror=alert(1)>\u001b[2J"]);
    const bad = failed(await page.call(id, "badResult", "{}"));
    assert.equal(bad.class, "InvalidResult");
    const nobody = failed(await page.call(id, "who", "{}", { server: "none", timeout: 0.2 }));
    assert.equal(nobody.code, "MESSAGING_TIMEOUT");
  });

  it("sends nothing where it is only to read, no questions of its own either", async (test) => {
    await serveThings(test, router.url);
    const transport = getRpcTransport({ url: router.url });
    test.after(() => transport.close());
    const send = test.mock.method(transport, "send");
    const definitions = [modelOf(thingDescriptor)];
    const page = await useConsole(test, router.url, { ...THINGS, transport, definitions, readOnly: true });
    const { readOnly, views } = await page.get<Session>("/api/session");
    assert.equal(readOnly, true);
    assert.deepEqual([views.discovery.on, /--read-only/.test(views.discovery.why ?? "")], [false, true]);
    const events = page.events("things");
    const { services } = await page.get<ServiceList>("/api/services?refresh=1");
    const [{ id = "", problem = "" } = {}] = services;
    assert.match(problem, /--read-only/);
    await events.find("views", "why servers are not asked", ({ discovery }) => !discovery.on);
    for (const kind of ["call", "cast"] as const) {
      const answer = await page.post<{ error: string }>("/api/calls", {
        service: id,
        method: "echo",
        kind,
        arguments: "{}",
      });
      assert.equal(answer.error, "read-only");
    }
    const checked = await page.post<ValidateAnswer>("/api/validate", {
      service: id,
      method: "echo",
      arguments: "{}",
    });
    assert.deepEqual(checked.problems, []);
    assert.equal(send.mock.callCount(), 0);
  });

  it("answers within bounds, whatever a server returns", async (test) => {
    // Pairs of surrogates, none of which is to be taken apart.
    await serveThings(test, router.url, "\u{1f600}".repeat(600_000), "one");
    const page = await useConsole(test, router.url, THINGS);
    const { id } = await page.service("ThingService");
    const million = `[${"1,".repeat(450_000)}1]`;
    const large = await page.call(id, "echo", `{"value":[${million}]}`);
    assert.ok(large.outcome === "result");
    assert.equal(large.result.text.length, 900_005);
    const cut = await page.call(id, "who", "{}");
    assert.ok(cut.outcome === "result");
    assert.deepEqual([cut.result.text.length, cut.result.truncated], [1024 * 1024 - 1, true]);
    const deep = `${"[".repeat(400)}${"]".repeat(400)}`;
    const nested = await page.call(id, "echo", `{"value":${deep}}`);
    assert.ok(nested.outcome === "result" && nested.result.text === deep);
    const names = '{"__proto__":{"a":1},"constructor":"\\u202e<b>","\\u0000":null}';
    const named = await page.call(id, "echo", `{"value":${names}}`);
    assert.ok(
      named.outcome === "result" && named.result.text === names.replace("\\u202e", "\u202e"),
      JSON.stringify(named),
    );
  });

  it("tells by view that nobody is there, and that the connection is lost", async (test) => {
    const page = await useConsole(test, "amqp://127.0.0.1:1", { definitions: [modelOf(thingDescriptor)] });
    const { services } = await page.get<ServiceList>("/api/services");
    assert.match(services[0]?.problem ?? "", /connection refused/);
    const { health, views } = await page.get<Session>("/api/session");
    assert.equal(health.state, "lost");
    assert.match(health.error ?? "", /connection refused/);
    assert.equal(views.discovery.on, false);
    const error = failed(await page.call(services[0]?.id ?? "", "who", "{}", { timeout: 5 }));
    assert.match(error.message, /connection refused/);
  });

  it("calls over fake:// as well, which shows no traffic", async (test) => {
    await serveThings(test, "fake://console");
    const page = await useConsole(test, "fake://console", THINGS);
    const { id } = await page.service("ThingService");
    const answer = await page.call(id, "join", '{"left":"a","right":"b"}');
    assert.ok(answer.outcome === "result" && answer.result.text === '"ab"');
    assert.ok(answer.timing.taken !== undefined);
    const views = await page.events().find("views", "that nothing is tapped", ({ tap }) => !tap.on);
    assert.match(views.tap.why ?? "", /fake:\/\/ cannot be tapped/);
  });
});
