import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { compareServices, isEnough } from "../../../../generator/breaking/compare-services.js";
import { BREAKING_RULES } from "../../../../generator/breaking/rules.js";
import { load } from "../../definition/definition-file.js";

const STRING = { type: "string" };
const OCTETS = { type: "string", contentEncoding: "base64" };
const MAYBE = { type: ["string", "null"] };

/** A versioned object. */
const thing = (version: string, ...fields: readonly string[]) => ({
  versionedObject: { name: "Thing", namespace: "n", version },
  type: "object",
  properties: Object.fromEntries(fields.map((field) => [field, STRING])),
});

const BASE = {
  service: "S",
  topic: "t",
  namespace: "n",
  version: "1.3",
  methods: {
    get: {
      params: [
        { name: "id", schema: STRING },
        { name: "more", schema: STRING, required: false },
      ],
      result: { type: "object", properties: { id: STRING }, required: ["id"] },
      errors: ["E"],
    },
    put: { kind: "cast", params: [{ name: "value", schema: MAYBE }] },
  },
  errors: { E: { module: "m", kwargs: { type: "object", properties: { a: STRING } } }, F: { module: "m" } },
  notifications: { done: { priority: ["info", "warn"], payload: MAYBE } },
  $defs: { Thing: thing("1.2", "a", "b") },
};
const withThing = (version: string, ...fields: readonly string[]) => ({
  ...BASE,
  $defs: { Thing: thing(version, ...fields) },
});

type Base = typeof BASE;
const { get, put } = BASE.methods;

const withGet = (content: object): object => ({
  ...BASE,
  methods: { ...BASE.methods, get: { ...get, ...content } },
});
const withParams = (...params: object[]) => withGet({ params });
const [ID, MORE] = get.params as [object, object];

const [forth, back] = ["new client with old server", "old client with new server"];

/** Of a version, with further arguments of that schema and parameters beside the first. */
const age = (version: string, additionalParams: object | undefined, ...params: object[]) => ({
  ...withGet({ params: [ID, ...params], additionalParams }),
  version,
});

/** For each rule changes and what is said of them. */
const EXAMPLES: Record<string, [object, string, string][]> = {
  "object-version": [
    [withThing("1.3", "a", "b", "c"), "/$defs/Thing/versionedObject/version", "major"],
    [withThing("1.1", "a", "b"), "/$defs/Thing/versionedObject/version", "major"],
  ],
  "object-fields": [
    [withThing("1.3", "a"), "/$defs/Thing/properties", "major"],
    [withThing("1.2", "a", "b", "c"), "/$defs/Thing/properties", "major"],
  ],
  address: [
    [{ ...BASE, topic: "u" }, "/topic", "major"],
    [{ ...BASE, exchange: "x" }, "/exchange", "major"],
    [{ ...BASE, controlExchange: "x" }, "/controlExchange", "major"],
    [{ ...BASE, additionalTopics: ["u"] }, "/additionalTopics/0", "minor"],
    [{ ...BASE, namespace: undefined }, "", "major"],
  ],
  "method-set": [
    [{ ...BASE, methods: { get } }, "/methods/put", "major"],
    [{ ...BASE, methods: { get, put, more: { since: "1.4" } }, version: "1.4" }, "/methods/more", "minor"],
  ],
  "method-kind": [
    [withGet({ kind: "cast", result: undefined, errors: undefined }), "/methods/get/kind", "major"],
    [{ ...BASE, methods: { get, put: { ...put, kind: "call" } } }, "/methods/put/kind", "major"],
    [{ ...BASE, methods: { get, put: { ...put, kind: "both" } } }, "/methods/put/kind", "major"],
  ],
  "param-set": [
    [withParams(ID), "/methods/get/params/1", "major"],
    [
      withParams(ID, MORE, { name: "x", schema: {}, required: false, since: "1.3" }),
      "/methods/get/params/2",
      "minor",
    ],
    [withParams(ID, { name: "x", schema: {} }, MORE), "/methods/get/params/1", "major"],
    [withParams({ ...ID, required: false }, MORE), "/methods/get/params/0", "minor"],
    [withParams(ID, { ...MORE, required: true }), "/methods/get/params/1", "major"],
  ],
  "param-schema": [
    [withParams({ ...ID, schema: MAYBE }, MORE), "/methods/get/params/0/schema", "minor"],
    [withParams({ ...ID, schema: { enum: ["a"] } }, MORE), "/methods/get/params/0/schema", "major"],
    [withGet({ additionalParams: STRING }), "/methods/get/additionalParams", "minor"],
  ],
  "param-default": [
    [
      withParams(ID, { ...MORE, schema: { ...STRING, default: "a" } }),
      "/methods/get/params/1/schema",
      "minor",
    ],
  ],
  "param-order": [
    [
      withGet({
        params: [
          { ...MORE, required: false },
          { ...ID, required: false },
        ],
      }),
      "/methods/get/params",
      "none",
    ],
  ],
  "result-schema": [
    [withGet({ result: { ...get.result, required: ["id", "x"] } }), "/methods/get/result", "minor"],
    [withGet({ result: { ...get.result, required: [] } }), "/methods/get/result", "major"],
    [withGet({ result: { type: "null" } }), "/methods/get/result", "major"],
    [withGet({ result: undefined }), "/methods/get", "major"],
  ],
  "method-errors": [
    [withGet({ errors: ["E", "F"] }), "/methods/get/errors/1", "minor"],
    [withGet({ errors: [] }), "/methods/get/errors", "none"],
  ],
  "error-classes": [
    [
      { ...BASE, errors: { ...BASE.errors, E: { ...BASE.errors.E, module: "n" } } },
      "/errors/E/module",
      "major",
    ],
    [{ ...BASE, errors: { ...BASE.errors, E: { module: "m" } } }, "/errors/E", "major"],
    [
      {
        ...BASE,
        errors: { ...BASE.errors, F: { module: "m", kwargs: { type: "object", required: ["a"] } } },
      },
      "/errors/F/kwargs",
      "minor",
    ],
  ],
  "notification-set": [
    [{ ...BASE, notifications: {} }, "/notifications/done", "major"],
    [
      { ...BASE, notifications: { ...BASE.notifications, more: { payload: {} } } },
      "/notifications/more",
      "minor",
    ],
    [
      { ...BASE, notifications: { done: { payload: MAYBE, priority: ["info"] } } },
      "/notifications/done/priority",
      "major",
    ],
    [
      { ...BASE, notifications: { done: { payload: MAYBE, priority: ["info", "warn", "error"] } } },
      "/notifications/done/priority",
      "minor",
    ],
  ],
  "notification-payload": [
    [
      { ...BASE, notifications: { done: { ...BASE.notifications.done, payload: STRING } } },
      "/notifications/done/payload",
      "minor",
    ],
    [
      { ...BASE, notifications: { done: { ...BASE.notifications.done, payload: {} } } },
      "/notifications/done/payload",
      "major",
    ],
  ],
  since: [
    [{ ...BASE, version: "1.4", methods: { get, put, more: {} } }, "/methods/more", "major"],
    [withParams(ID, MORE, { name: "x", schema: {}, required: false }), "/methods/get/params/2", "major"],
    [withGet({ since: "1.2" }), "/methods/get/since", "major"],
    [withParams(ID, { ...MORE, since: "1.1" }), "/methods/get/params/1/since", "major"],
  ],
  "program-type": [
    [withParams({ ...ID, schema: OCTETS }, MORE), "/methods/get/params/0/schema", "none"],
    [
      withParams({ ...ID, schema: { ...STRING, format: "oslo-decimal" } }, MORE),
      "/methods/get/params/0/schema",
      "none",
    ],
    [
      withGet({ result: { ...get.result, properties: { id: OCTETS } } }),
      "/methods/get/result/properties/id",
      "none",
    ],
    [
      { ...BASE, notifications: { done: { ...BASE.notifications.done, payload: { ...OCTETS, ...MAYBE } } } },
      "/notifications/done/payload",
      "none",
    ],
  ],
  "service-name": [[{ ...BASE, service: "T" }, "/service", "none"]],
};

function compare(now: object, old: object = BASE) {
  return compareServices(load(old), load(now));
}

it("what examples show breaks nobody", () => {
  const call = (name: string, id: string) => ({ name, arguments: { id }, result: { id } });
  const payload = { ...BASE.notifications.done, examples: [{ name: "p", payload: "x" }] };
  const [none, one, others] = [
    BASE,
    { ...withGet({ examples: [call("a", "1")] }), notifications: { done: payload } },
    withGet({ examples: [call("b", "2"), { name: "c", error: { name: "E" } }] }),
  ];
  for (const [old, now] of [
    [none, one],
    [one, others],
    [others, none],
  ])
    assert.deepEqual(compare(now as object, old).findings, []);
});

describe("the rule of breaking", () => {
  for (const { id } of BREAKING_RULES) {
    it(`${id} says what changed and which version that needs`, () => {
      const examples = EXAMPLES[id] ?? [];
      assert.ok(examples.length > 0);
      for (const [now, pointer, bump] of examples) {
        const found = compare(now).findings.filter(({ rule }) => rule === id);
        assert.equal(found.length > 0, true, JSON.stringify(now));
        assert.ok(
          found.some(
            (finding) => finding.pointer === pointer && finding.bump === bump && finding.uncertain !== true,
          ),
          JSON.stringify(found),
        );
      }
    });
  }

  it("is in the table of the guide, in its own words", () => {
    const page = readFileSync(new URL("../../../../docs/guide/evolving.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)].map(([, id, text]) => [id, text]);
    assert.deepEqual(
      rows,
      BREAKING_RULES.map(({ id, documentation }) => [id, documentation]),
    );
  });

  it("tells of a versioned object once, whoever sends it, and compares the fields that both ages have", () => {
    const sending = (object: object) => ({
      ...BASE,
      methods: {
        load: {
          params: [{ name: "x", schema: { $ref: "#/$defs/Thing" } }],
          result: { $ref: "#/$defs/Thing" },
        },
      },
      $defs: { Thing: object },
    });
    const old = sending(thing("1.2", "a", "b"));
    const rules = (object: object) => compare(sending(object), old).findings.map(({ rule }) => rule);
    assert.deepEqual(rules(thing("1.2", "a", "b")), []);
    assert.deepEqual(rules(thing("1.3", "a", "b", "c")), ["object-version"]);
    assert.deepEqual(rules(thing("1.2", "b")), ["object-fields"]);
    const narrowed = { ...thing("1.2", "a", "b"), properties: { a: STRING, b: { type: "integer" } } };
    assert.deepEqual(rules(narrowed), ["param-schema"]);
  });

  it("takes a call for both, and what is both for a call", () => {
    const both = withGet({ kind: "both" });
    assert.deepEqual(compare(both).findings, []);
    assert.deepEqual(compare(BASE, both).findings, []);
    const cast = withGet({ kind: "cast", result: undefined, errors: undefined });
    const found = compare(cast, both).findings.filter(({ rule }) => rule === "method-kind");
    assert.deepEqual(
      found.map(({ breaks }) => breaks),
      [["old client with new server"]],
    );
  });

  it("has further arguments narrow with a new major version alone", () => {
    const strings = withGet({ additionalParams: STRING });
    const bumps = (now: object, old: object) => compare(now, old).findings.map(({ bump }) => bump);
    assert.deepEqual(bumps(withGet({ additionalParams: MAYBE }), strings), ["minor"]);
    assert.deepEqual(bumps(strings, withGet({ additionalParams: {} })), ["major"]);
    assert.deepEqual(bumps(BASE, strings), ["major"]);
    assert.deepEqual(compare(strings, strings).findings, []);
  });

  it("follows a name that becomes a parameter of its own, or a further argument again", () => {
    const further = (additionalParams: object, ...params: object[]) => ({
      ...withGet({ params: [ID, ...params], additionalParams }),
      version: "1.4",
    });
    const host = (schema: object, more: object = { required: false }) => ({
      ...{ name: "host", schema, since: "1.4" },
      ...more,
    });
    const found = (now: object, old: object) =>
      compare(now, old).findings.map(({ rule, breaks, bump }) => [rule, breaks, bump]);

    assert.deepEqual(found(further({}, host({})), further({})), []);
    assert.deepEqual(found(further({}, host(STRING)), further({})), [["param-schema", [back], "major"]]);
    assert.deepEqual(found(further(STRING, host({})), further(STRING)), [["param-schema", [forth], "minor"]]);
    assert.deepEqual(found(further({}, host({}, { required: true })), further({})), [
      ["param-set", [back], "major"],
    ]);

    assert.deepEqual(found(further({}), further({}, host({}))), []);
    assert.deepEqual(found(further(STRING), further(STRING, host({}))), [["param-schema", [back], "major"]]);
    assert.deepEqual(found(further({}), further({}, host(STRING))), [["param-schema", [forth], "minor"]]);
    assert.deepEqual(found(further({}), further({}, host({}, { required: true }))), [
      ["param-set", [forth], "major"],
    ]);
  });

  it("is silent on what no peer sees", () => {
    const described = JSON.parse(JSON.stringify(BASE)) as Base & { description?: string };
    described.description = "d";
    const now = {
      ...described,
      version: "1.4",
      methods: { ...described.methods, get: { ...get, description: "d", deprecated: true, timeout: 3 } },
    };
    assert.deepEqual(compare(now).findings, []);
    assert.deepEqual(compare({ ...BASE, errors: { ...BASE.errors, G: { module: "g" } } }).findings, []);
  });

  it("compares the defaults that a server fills in, at any depth", () => {
    const schema = {
      type: "object",
      properties: { list: { type: "array", items: { $ref: "#/$defs/T" } } },
    };
    const definition = (member: object) => ({
      ...withParams({ name: "p", schema }),
      $defs: {
        T: {
          type: "object",
          properties: { a: member, self: { $ref: "#/$defs/T" } },
          required: ["a"],
        },
      },
    });
    const found = (old: object, now: object) =>
      compareServices(load(definition(old)), load(definition(now))).findings;
    const [N3, N5, N] = [{ type: "number", default: 3 }, { type: "number", default: 5 }, { type: "number" }];
    assert.deepEqual(found(N3, { default: 3, type: "number" }), []);
    const [changed] = found(N3, N5);
    assert.equal(changed?.message, 'the default of "p.list[].a" was 3 and is 5');
    assert.deepEqual([changed.bump, changed.breaks], ["minor", ["new client with old server"]]);
    const [gone] = found(N3, N);
    assert.deepEqual([gone?.bump, gone?.breaks], ["major", ["old client with new server"]]);
    assert.equal(found(N, N3)[0]?.bump, "minor");
    // Nothing is filled in for a parameter that has to be there.
    const required = (inner: object) => load(withParams({ name: "p", schema: inner }));
    assert.deepEqual(compareServices(required(N3), required(N5)).findings, []);
  });

  it("compares the defaults of each version that both ages know", () => {
    const [a, b] = [
      { ...STRING, default: "a" },
      { ...STRING, default: "b" },
    ];
    const param = (content: object) =>
      load(age("1.3", undefined, { name: "p", required: false, schema: a, ...content }));
    const found = (old: object, now: object) =>
      compareServices(param(old), param(now)).findings.map(({ pointer, message }) => `${pointer} ${message}`);
    const change = 'the default of "p" was "a" and is "b"';
    const earlier = (schema: object) => ({
      schema: { type: "integer" },
      earlier: [{ until: "1.1", schema }],
    });
    const at = "/methods/get/params/1";
    assert.deepEqual(found(earlier(a), earlier(b)), [`${at}/earlier/0/schema ${change}`]);
    assert.deepEqual(found({}, { earlier: [{ until: "1.1", schema: b }] }), [
      `${at}/earlier/0/schema ${change}`,
    ]);
    assert.deepEqual(found({ until: "1.1" }, { until: "1.1", schema: b }), [`${at}/schema ${change}`]);
    assert.deepEqual(found(earlier(a), earlier(a)), []);
    const wasRequired = { until: "1.1", required: true };
    assert.deepEqual(found(wasRequired, { ...wasRequired, schema: b }), []);
  });

  it("sees through refs, whatever the definitions are called", () => {
    const one = { ...withParams({ name: "id", schema: { $ref: "#/$defs/A" } }, MORE), $defs: { A: STRING } };
    assert.deepEqual(compare(one).findings, []);
    const two = {
      ...withParams({ name: "id", schema: { $ref: "#/$defs/A" } }, MORE),
      $defs: { A: { type: "integer" } },
    };
    assert.equal(compare(two, one).needed, "major");
  });

  it("says when it cannot tell, and what is needed at worst", () => {
    const old = withParams({ ...ID, schema: { type: "string", pattern: "^(?=a)a" } }, MORE);
    const now = withParams({ ...ID, schema: { type: "string", pattern: "^(?=a)[ab]" } }, MORE);
    const { findings, needed, neededAtWorst } = compare(now, old);
    assert.deepEqual(
      findings.map(({ bump, uncertain, example }) => [bump, uncertain ?? false, example]),
      [["major", true, undefined]],
    );
    assert.deepEqual([needed, neededAtWorst], ["none", "major"]);
  });

  it("compares what both ages have for a version that both know", () => {
    const NUMBER = { type: "integer" };
    const id = (content: object) => withParams({ name: "id", schema: STRING, ...content }, MORE);
    const turned = { schema: NUMBER, earlier: [{ until: "1.3", schema: STRING }] };
    const needed = (now: object, old?: object) => compare({ ...BASE, ...now }, old).needed;
    assert.equal(needed({ ...id(turned), version: "1.4" }), "none");
    assert.equal(needed(id({ schema: NUMBER })), "major");
    const wrong = { schema: NUMBER, earlier: [{ until: "1.3", schema: { type: "boolean" } }] };
    assert.equal(needed({ ...id(wrong), version: "1.4" }), "major");
    const tooEarly = { schema: NUMBER, earlier: [{ until: "1.2", schema: STRING }] };
    assert.equal(needed({ ...id(tooEarly), version: "1.4" }), "major");
    const next = { ...id(turned), version: "1.4" };
    assert.equal(needed({ ...id({ schema: NUMBER }), version: "1.4" }, next), "major");

    // The last parameter: one that ends counts as optional.
    const ended = (until: string) => ({
      ...withParams(ID, { ...MORE, required: false, until }),
      version: "1.5",
    });
    assert.equal(needed(ended("1.3")), "none");
    assert.equal(needed(ended("1.4")), "none");
    assert.equal(needed(ended("1.2")), "major");
    assert.equal(needed({ ...BASE, version: "1.6" }, { ...ended("1.3") }), "major");
    const only = (content: object) => ({ ...withParams({ ...ID, ...content }), version: "1.4" });
    assert.equal(needed(only({ until: "1.3" }), withParams(ID)), "none");
    assert.equal(needed(only({ until: "1.2" }), withParams(ID)), "major");
  });

  it("compares further arguments with what a parameter is in each version that both ages know", () => {
    const NUMBER = { type: "integer" };
    const host = (content: object) => ({ name: "host", required: false, schema: STRING, ...content });
    const found = (old: object, now: object) =>
      compare(now, old).findings.map(({ rule, pointer, breaks, bump }) => [rule, pointer, breaks, bump]);
    const [further, place] = [age("1.3", STRING), "/methods/get/params/1"];
    const added = (content: object) => found(further, age("1.4", STRING, host(content)));

    const wasNumber = { earlier: [{ until: "1.3", schema: NUMBER }] };
    const narrowed = (pointer: string) => ["param-schema", place + pointer, [back, forth], "major"];
    assert.deepEqual(added(wasNumber), [narrowed("/earlier/0/schema")]);
    assert.deepEqual(added({ earlier: [{ until: "1.1", schema: NUMBER }] }), [narrowed("/earlier/0/schema")]);
    assert.deepEqual(added({ schema: NUMBER, earlier: [{ until: "1.3", schema: STRING }] }), []);
    assert.deepEqual(added({ until: "1.3" }), []);
    assert.deepEqual(added({ until: "1.2" }), [["param-schema", `${place}/until`, [back], "major"]]);

    const removed = (version: string, content: object) =>
      found(age(version, STRING, host(content)), age("1.6", STRING)).map(([rule, , ...others]) => [
        rule,
        ...others,
      ]);
    assert.deepEqual(removed("1.4", {}), []);
    assert.deepEqual(removed("1.4", wasNumber), [["param-schema", [back, forth], "major"]]);
    assert.deepEqual(removed("1.4", { until: "1.3" }), [["param-schema", [forth], "minor"]]);
  });

  it("takes a parameter for required where it is in some version that both ages know", () => {
    const host = (content: object) => ({ name: "host", schema: {}, ...content });
    const ofSet = (old: object, now: object) =>
      compare(now, old)
        .findings.filter(({ rule }) => rule === "param-set")
        .map(({ breaks, bump, message }) => [breaks, bump, message]);
    for (const until of ["1.0", "1.3"]) {
      const ended = host({ until });
      const isNew = 'the required parameter "host" is new';
      assert.deepEqual(ofSet(age("1.3", {}), age("1.4", {}, ended)), [[[back], "major", isNew]]);
      assert.deepEqual(ofSet(age("1.3", undefined), age("1.4", undefined, ended)), [
        [[back, forth], "major", isNew],
      ]);
      assert.deepEqual(ofSet(age("1.4", {}, ended), age("1.5", {})), [
        [[forth], "major", 'the parameter "host" was removed'],
      ]);
      const optional = host({ until, required: false });
      assert.deepEqual(ofSet(age("1.4", {}, optional), age("1.5", {}, ended)), [
        [[back], "major", 'the parameter "host" was optional and is required'],
      ]);
      assert.deepEqual(ofSet(age("1.4", {}, ended), age("1.5", {}, optional)), [
        [[forth], "minor", 'the parameter "host" was required and is optional'],
      ]);
    }
    assert.deepEqual(ofSet(age("1.3", {}, host({})), age("1.5", {}, host({ until: "1.4" }))), []);
  });

  it("leaves it to the configuration whether a fixed exchange and a configured one are the same", () => {
    const ages = (before: object, after: object) => {
      const { findings, needed, neededAtWorst } = compare({ ...BASE, ...after }, { ...BASE, ...before });
      return [findings.length, needed, neededAtWorst];
    };
    assert.deepEqual(ages({ exchange: "x" }, { controlExchange: "x" }), [1, "none", "major"]);
    assert.deepEqual(ages({ controlExchange: "x" }, { exchange: "x" }), [1, "none", "major"]);
    assert.deepEqual(ages({ exchange: "x" }, { controlExchange: "y" }), [1, "major", "major"]);
    assert.deepEqual(ages({}, { controlExchange: "openstack" }), [0, "none", "none"]);
    assert.deepEqual(ages({ controlExchange: "x" }, {}), [1, "major", "major"]);
  });
});

describe("a version", () => {
  it("allows what it was raised for", () => {
    for (const [version, declared] of [
      ["1.3", "none"],
      ["1.4", "minor"],
      ["2.0", "major"],
      ["1.2", "lowered"],
      ["0.9", "lowered"],
    ]) {
      assert.equal(compare({ ...BASE, version }).declared, declared);
    }
    assert.deepEqual(
      [
        isEnough("none", "none"),
        isEnough("minor", "major"),
        isEnough("major", "minor"),
        isEnough("lowered", "none"),
      ],
      [true, false, true, false],
    );
  });

  it("with another major asks for no since", () => {
    const rules = compare({ ...BASE, version: "2.0", methods: { get, put, more: {} } }).findings.map(
      ({ rule }) => rule,
    );
    assert.deepEqual(rules, ["method-set"]);
  });

  it("end where a parameter leads on to thousands of schemas", () => {
    const length = 4000;
    const $defs = Object.fromEntries(
      Array.from({ length }, (_, index) => [
        `T${index}`,
        { type: "object", properties: { next: { $ref: `#/$defs/T${(index + 1) % length}` } } },
      ]),
    );
    const long = load({
      ...BASE,
      $defs,
      methods: { get: { params: [{ name: "p", schema: { $ref: "#/$defs/T0" } }] } },
    });
    assert.deepEqual(compareServices(long, { ...long }).findings, []);
  });
});
