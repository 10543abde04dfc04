import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { servicePage } from "../../../../generator/docs/content/service-page.js";
import { callExamples } from "../../../../generator/docs/examples/call-examples.js";
import type { ExampleGroup } from "../../../../generator/docs/examples/example-group.js";
import { exampleValue } from "../../../../generator/docs/examples/example-value.js";
import { programValues } from "../../../../generator/docs/examples/program-value.js";
import { DEFAULT_TYPES, type TypeSettings } from "../../../../generator/emit/type-settings.js";
import { EXAMPLE_WIDTH } from "../../../../generator/example-text/value-text.js";
import type { JsonSchema } from "../../../../src/definition/descriptor.js";
import { toDescriptor } from "../../../../src/definition/to-descriptor.js";
import { stringifyJson } from "../../../../src/json/json.js";
import { SetDefinitions } from "../../../../src/subset/definitions.js";
import { Definitions as ValidatorDefinitions } from "../../../../src/validation/definitions.js";
import { Mismatch } from "../../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../../src/validation/schema-validator.js";
import { load } from "../../definition/definition-file.js";
import { FIXTURES, fixtureService } from "../fixtures.js";

const DEFINITION = {
  service: "Demo",
  topic: "demo",
  version: "1.1",
  methods: {
    "do-it": {
      params: [
        { name: "class", schema: { type: "string" } },
        { name: "size", schema: { type: "integer" }, since: "1.1", required: false },
      ],
      result: { type: "object", properties: { id: { type: "integer", minimum: 7 } } },
      errors: ["Busy", "KeyError"],
    },
    move: {
      kind: "cast",
      params: ["source", "target", "size", "a-flag"].map((name) => ({
        name,
        schema: { type: "string", minLength: 20 },
      })),
    },
  },
  errors: {
    Busy: { module: "demo.errors", kwargs: { type: "object" } },
    KeyError: { module: "builtins" },
    Odd: { module: "demo.class" },
  },
  notifications: { "thing.made": { priority: ["info", "error"], payload: { type: "object" } } },
};

/** The examples of a group by their languages. */
function byLanguage(groups: readonly ExampleGroup[], title: string): Record<string, string> {
  const group = groups.find((candidate) => candidate.title === title);
  return Object.fromEntries(group?.examples.map(({ language, text }) => [language, text]) ?? []);
}

describe("examples of documentation", () => {
  const model = load(DEFINITION);
  const page = servicePage("demo", model, "schemas/my demo.json");
  const definitions = new SetDefinitions(model.$defs);

  it("show what an object needs, and few of what it may lack", () => {
    const names = Array.from({ length: 40 }, (_, index) => `field${index}`);
    const schema = {
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, { type: "integer" }])),
      required: names.slice(30),
    };
    const shown = Object.keys(exampleValue(definitions, schema) as object);
    assert.deepEqual(shown, [...names.slice(0, 8), ...names.slice(30)]);
  });

  it("show a call in three languages, with the modules that Python has to be told of, and its result", () => {
    const [method] = model.methods;
    assert.ok(method !== undefined);
    const sources = { model, method, sourceFile: "schemas/my demo.json" };
    const groups = callExamples(sources, [], definitions, programValues(model));
    assert.deepEqual(byLanguage(groups, "Call"), {
      ts: 'const client = new DemoClient(getRpcTransport());\nconst result = await client.doIt("text");',
      python: [
        "transport = oslo_messaging.get_rpc_transport(",
        "    cfg.CONF,",
        '    allowed_remote_exmods=["demo.errors"],',
        ")",
        'target = oslo_messaging.Target(topic="demo", version="1.0")',
        "client = oslo_messaging.get_rpc_client(transport, target)",
        'result = client.call({}, "do-it", **{"class": "text"})',
      ].join("\n"),
      sh: "oslo-rpc call --schema 'schemas/my demo.json' do-it class=text",
    });
    assert.deepEqual(byLanguage(groups, "Result"), { json: '{"id": 7}' });
  });

  it("name arguments that are many, and have lines of their own for what is long", () => {
    const groups = page.methods[1]?.examples ?? [];
    const text = "textxxxxxxxxxxxxxxxx";
    assert.deepEqual(
      groups.map(({ title }) => title),
      ["Cast"],
    );
    assert.deepEqual(byLanguage(groups, "Cast"), {
      ts: [
        "const client = new DemoClient(getRpcTransport());",
        "await client.named.move({",
        `  source: "${text}",`,
        `  target: "${text}",`,
        `  size: "${text}",`,
        `  "a-flag": "${text}",`,
        "});",
      ].join("\n"),
      python: [
        "transport = oslo_messaging.get_rpc_transport(cfg.CONF)",
        'target = oslo_messaging.Target(topic="demo", version="1.0")',
        "client = oslo_messaging.get_rpc_client(transport, target)",
        "client.cast(",
        "    {},",
        '    "move",',
        "    **{",
        ...["source", "target", "size", "a-flag"].map((name) => `        "${name}": "${text}",`),
        "    },",
        ")",
      ].join("\n"),
      sh: [
        "oslo-rpc cast --schema 'schemas/my demo.json' move \\",
        `  source=${text} target=${text} \\`,
        `  size=${text} a-flag=${text}`,
      ].join("\n"),
    });
    const lines = page.methods.flatMap(({ examples }) =>
      examples.flatMap((group) => group.examples.flatMap((example) => example.text.split("\n"))),
    );
    for (const line of lines) assert.ok(line.length <= EXAMPLE_WIDTH + 4, line);
  });

  it("show commands that send the values of the examples, texts that look like others included", () => {
    const either = { type: ["string", "integer"], examples: ["5"] };
    const own = load({
      service: "S",
      topic: "t",
      version: "1.0",
      methods: {
        m: {
          params: [
            { name: "a", schema: either },
            { name: "b", schema: { examples: ["null"] } },
          ],
        },
        given: {
          params: [{ name: "a", schema: either }],
          examples: [{ name: "one", arguments: { a: "6" }, result: null }],
        },
      },
      notifications: { made: { payload: { type: "string", examples: ["7"] } } },
    });
    const { methods, notifications } = servicePage("s", own, "s.json");
    const shell = (groups: readonly ExampleGroup[] = []) =>
      groups.flatMap(({ examples }) => examples.filter(({ language }) => language === "sh"))[0]?.text ?? "";
    assert.match(shell(methods[0]?.examples), / m 'a="5"' 'b="null"'$/);
    assert.match(shell(methods[1]?.examples), / given 'a="6"'$/);
    assert.match(shell(notifications[0]?.examples), / made '"7"' /);
  });

  it("show versioned objects as programs of TypeScript have them, and elsewhere as they travel", () => {
    const file = FIXTURES.find((name) => name.endsWith("/versioned.json")) ?? "";
    const [build] = servicePage("versioned", fixtureService(file), "versioned.json").methods;
    const call = byLanguage(build?.examples ?? [], "Call");
    assert.doesNotMatch(call.ts ?? "", /nova_object/);
    assert.match(call.ts ?? "", /build\(\{\n? *uuid: "/);
    assert.match(call.python ?? "", /"nova_object\.data": \{\n? *"uuid": "/);
    assert.match(call.sh ?? "", /"nova_object\.data"/);
  });

  it("show times and octets as programs have them where a project says so, and elsewhere as they travel", () => {
    const at = { type: "string", format: "date-time" };
    const event = { type: "object", properties: { at, data: { type: "string", contentEncoding: "base64" } } };
    const own = load({
      service: "S",
      topic: "t",
      version: "1.0",
      methods: { m: { params: [{ name: "event", schema: { $ref: "#/$defs/Event" } }] } },
      notifications: { made: { payload: at } },
      $defs: { Event: { ...event, examples: [{ at: "2026-01-02T03:04:05Z", data: "AQID" }] } },
    });
    const of = (types: Partial<TypeSettings>) => {
      const { methods, notifications } = servicePage("s", own, "s.json", { ...DEFAULT_TYPES, ...types });
      return { method: methods[0], notification: notifications[0] };
    };
    const { method, notification } = of({ dateTimes: "Date", octets: "Uint8Array" });
    const call = byLanguage(method?.examples ?? [], "Call");
    assert.match(
      call.ts ?? "",
      /at: new Date\("2026-01-02T03:04:05\.000Z"\),?\s+data: Buffer\.from\("AQID", "base64"\)/,
    );
    assert.match(call.python ?? "", /"at": "2026-01-02T03:04:05Z"/);
    assert.match(byLanguage(notification?.examples ?? [], "Send").ts ?? "", /made\(new Date\("/);
    assert.equal(notification?.payload.type, "Date");
    const asTexts = of({}).method?.examples ?? [];
    assert.match(byLanguage(asTexts, "Call").ts ?? "", /at: "2026-01-02T03:04:05Z",?\s+data: "AQID"/);
    const words = inspect([method?.params, notification?.payload], { depth: 9 });
    assert.doesNotMatch(words, /programType/);
  });

  it("show how a notification is sent and listened to", () => {
    const groups = page.notifications[0]?.examples ?? [];
    assert.deepEqual(
      groups.map(({ title }) => title),
      ["Payload", "Send", "Listen"],
    );
    const send = byLanguage(groups, "Send");
    assert.match(send.ts ?? "", /new DemoNotifier\([\s\S]*await notifier\.thingMade\(\{\}\);$/);
    assert.match(
      send.python ?? "",
      /topics=\["notifications"\],\n\)\nnotifier\.info\(\{\}, "thing\.made", \{\}\)$/,
    );
    assert.match(send.sh ?? "", /^oslo-rpc notify notifications thing\.made '\{\}' /);
    const listen = byLanguage(groups, "Listen");
    assert.match(
      listen.ts ?? "",
      /override thingMade\(\n *ctx: RequestContext,\n *payload: Record<string, unknown>,\n *\): void/,
    );
    assert.match(listen.python ?? "", /event_type="thing\\\\.made\$"[\s\S]*def info\([\s\S]*def error\(/);
    assert.equal(listen.sh, "oslo-rpc listen notifications --event-type 'thing\\.made$'");
  });

  it("show how errors are caught, in Python only what can be imported there", () => {
    const [busy, builtIn, odd] = page.errors.map(({ examples }) => byLanguage(examples, "Catch"));
    assert.match(busy?.ts ?? "", /error instanceof Busy/);
    assert.match(
      busy?.python ?? "",
      /^from demo\.errors import Busy\n[\s\S]*exmods=\["demo\.errors"\][\s\S]*except Busy as error/,
    );
    assert.doesNotMatch(builtIn?.python ?? "", /import|exmods/);
    assert.deepEqual(Object.keys(odd ?? {}), ["ts"]);
    assert.deepEqual(page.modulesToAllow, ["demo.errors", "demo.class"]);
  });

  it("show arguments that the service would take, but for patterns and conditions", () => {
    const refused: unknown[] = [];
    let count = 0;
    for (const file of FIXTURES) {
      const model = fixtureService(file);
      const definitions = new SetDefinitions(model.$defs);
      const schemas = new ValidatorDefinitions(toDescriptor(model));
      const shown = new Map<string, { name: string; schema: JsonSchema; value: unknown }>();
      for (const { name, params } of model.methods)
        for (const { schema } of params)
          if (schema !== false)
            shown.set(stringifyJson(schema), { name, schema, value: exampleValue(definitions, schema) });
      count += shown.size;
      const isTaken = (all: readonly { schema: JsonSchema; value: unknown }[]) => {
        const together = new SchemaValidator({ prefixItems: all.map(({ schema }) => schema) }, schemas);
        return !(together.acceptArriving(all.map(({ value }) => value)) instanceof Mismatch);
      };
      // What they share is compiled once for all of them.
      const all = [...shown.values()];
      if (!isTaken(all))
        refused.push(...all.filter((one) => !isTaken([one])).map((one) => ({ file, ...one })));
    }
    assert.ok(count > 40 && refused.length < count / 20, inspect(refused, { depth: 4 }));
  });
});
