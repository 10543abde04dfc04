import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { importFiles, importMethods, methodOf, schemaOf } from "./support.js";

describe("an imported endpoint", () => {
  it("has the arguments of its methods, in order, with their defaults", async () => {
    const imported =
      await importMethods(`def build(self, context, a, b=None, c=(1, "x"), *, d, e=-0x10, f={"k": [1.5]}):
    pass`);
    const params = methodOf(imported, "build").params ?? [];
    assert.deepEqual(
      params.map(({ name, required = true, schema }) => [name, required, schema.default]),
      [
        ["a", true, undefined],
        ["d", true, undefined],
        ["b", false, null],
        ["c", false, [1, "x"]],
        ["e", false, -16],
        ["f", false, { k: [1.5] }],
      ],
    );
    assert.ok(imported.methods[0]?.guessed.includes("order (d before what may be left out)"));
  });

  it("has what peers may call, and says why the rest is left out", async () => {
    const imported = await importMethods(`async def first(self, context):
    pass

def __init__(self):
    pass

def _private(self, context):
    pass

def start(self, host):
    pass

@periodic_task.periodic_task
def tidy(self, context):
    pass

@staticmethod
def plain(context):
    pass

def last(self, ctxt: "RequestContext"):
    pass`);
    assert.deepEqual(Object.keys(imported.definition.methods), ["first", "last"]);
    assert.deepEqual(imported.leftOut, [
      "start does not take a request context first",
      "tidy is a periodic task",
      "plain is a staticmethod",
    ]);
  });

  it("has only what is exposed where something is", async () => {
    const imported = await importMethods(`@messaging.expose
def open(self, context):
    pass

def closed(self, context):
    pass`);
    assert.deepEqual(Object.keys(imported.definition.methods), ["open"]);
    assert.deepEqual(imported.leftOut, ["closed is not exposed, where others are"]);
  });

  it("takes any first argument for the context where none is called so", async () => {
    const imported = await importMethods("def hello(self, c, name):\n    pass");
    assert.deepEqual(
      methodOf(imported, "hello").params?.map(({ name }) => name),
      ["name"],
    );
  });

  it("inherits in the order of Python, over several files", async () => {
    const imported = await importFiles(
      {
        "shop/__init__.py": "",
        "shop/common.py": `class Base:
    def one(self, context, base): pass
    def two(self, context, base): pass
    def three(self, context, base): pass
`,
        "shop/mixins.py": `from .common import Base

class Left(Base):
    def one(self, context, left): pass

class Right(Base):
    def one(self, context, right): pass
    def two(self, context, right): pass
`,
        "shop/manager.py": `from oslo_messaging import Target
from shop import mixins as m

class ShopManager(m.Left, m.Right, Elsewhere):
    def __init__(self):
        self.target = Target(topic="shop", version="1.0")
`,
      },
      "shop/manager.py",
    );
    const params = Object.entries(imported.definition.methods).map(([name, { params }]) => [
      name,
      params?.[0]?.name,
    ]);
    assert.deepEqual(Object.fromEntries(params), { one: "left", two: "right", three: "base" });
    assert.deepEqual(imported.notes, ["Elsewhere is not there: what it adds is missing"]);
    assert.equal(imported.service, "Shop");
  });

  it("reads its target from constants of other modules, and says what it cannot know", async () => {
    const files = {
      "pkg/__init__.py": "",
      "pkg/names.py": 'PREFIX = "a"\nTOPIC = PREFIX + ".%s" % "b"\n',
      "pkg/server.py": `import oslo_messaging
from pkg import names
from lost import topics

class Api:
    target = oslo_messaging.Target(topic=names.TOPIC, namespace=topics.NAMESPACE, version="2.0")

    def run(self, context): pass
`,
    };
    const imported = await importFiles(files, "pkg/server.py");
    assert.equal(imported.definition.topic, "a.b");
    assert.deepEqual(imported.target.missing, [
      "namespace (topics.NAMESPACE is not known without running it; name it with --namespace)",
    ]);
    const named = await importFiles(files, "pkg/server.py", "--namespace", "n", "--topic", "t");
    assert.deepEqual([named.definition.namespace, named.definition.topic], ["n", "t"]);
  });

  it("finds its target wherever it is set, and else goes by the newest version that a client asks for", async () => {
    const client = `from oslo_messaging import Target
class Client:
    def __init__(self):
        self.client = get_rpc_client(Target(topic="t", version="1.0"))
    def _prepared(self, version):
        if self.local:
            return LocalContext()
        return self.client.prepare(version=version)
    def run(self, ctxt):
        self._prepared("1.4").call(ctxt, "run")
`;
    for (const [version, members] of [
      ["1.6", "def start(self):\n        target = Target(version=self.V)\n        self.target = target"],
      ["1.6", "def start(self):\n        self._target = Target(version=self.V)"],
      ["1.6", "@property\n    def target(self):\n        return Target(version=self.V)"],
      ["1.4", "def start(self):\n        pass"],
    ]) {
      const server = `from oslo_messaging import Target
class Server:
    V = "1.6"
    ${members}
    def run(self, context): pass
`;
      const words = ["server.py", "client.py", "--class", "Server", "Client"];
      const imported = await importFiles({ "server.py": server, "client.py": client }, ...words);
      assert.equal(imported.definition.version, version, members);
      assert.equal(methodOf(imported, "run").since, "1.4");
    }
  });

  it("takes versions from the history in its docstring or its comments", async () => {
    for (const history of [
      '"""Serves.\n\n    * 1.0 - Initial version.\n    * 1.2 - Added second() and\n      the labels argument to first\n    * 0.9 - Added first\n    * 1.3 - Removed first\n    """',
      "# 1.0 Initial\n    # 1.2 Add second, and add labels to first",
    ]) {
      const imported = await importMethods(
        `${history.replaceAll("\n    ", "\n")}\n\ndef first(self, context, labels=None):\n    pass\n\ndef second(self, context):\n    pass`,
      );
      assert.equal(methodOf(imported, "second").since, "1.2", history);
      assert.equal(methodOf(imported, "first").since, undefined);
      assert.equal(methodOf(imported, "first").params?.[0]?.since, "1.2");
    }
  });

  it("is cast what no client names, where its client casts what it names when it runs", async () => {
    const client = `
class AgentAPI(object):
    def __init__(self):
        self.client = messaging.get_rpc_client(T, messaging.Target(topic="agent", version="1.3"))

    def again(self, ctxt):
        return self.client.prepare(version="1.2").call(ctxt, "again")

    def report(self, ctxt):
        return self.client.call(ctxt, "report")

    def notify(self, ctxt, event, payload):
        self.client.prepare(fanout=True).cast(ctxt, event.replace(".", "_"), payload=payload)
`;
    const text = `import oslo_messaging as messaging

class AgentManager(object):
    """Serves.

    1.0 - Initial version.
    1.3 - Add something() for others.
    """
    target = messaging.Target(version="1.3")

    def report(self, context):
        pass

    def again(self, context):
        pass

    def port_create_end(self, context, payload):
        pass
${client}`;
    const imported = await importFiles({ "agent.py": text }, "agent.py");
    const { methods } = imported.definition;
    assert.equal(methods.port_create_end?.kind, "cast");
    assert.equal(methods.again?.kind, undefined);
    assert.match(
      imported.methods[2]?.guessed.join() ?? "",
      /cast \(a client casts what it names when it runs\)/,
    );
    assert.deepEqual(imported.disagreements, []);
    // The version of a client's target is that of all its methods, old and new.
    assert.equal(methods.report?.since, undefined);
    assert.equal(methods.again?.since, "1.2");
    const without = await importFiles({ "agent.py": text.replace(/ {4}1\.[03] .*\n/g, "") }, "agent.py");
    assert.equal(without.definition.methods.report?.since, "1.3");
  });

  it("has the errors that are declared, raised or documented, with the modules of their classes", async () => {
    const imported = await importMethods(
      `@messaging.expected_exceptions(exc.Declared, ValueError)
def run(self, context):
    """Runs.

    :raises other.errors.Told: sometimes
    """
    error = exc.Raised()
    if error:
        raise exc.Raised("no") from error
    raise error

def wait(self, context):
    raise NotImplementedError`,
      "from depot import exception as exc\nimport other.errors",
    );
    assert.deepEqual(methodOf(imported, "run").errors, ["Declared", "ValueError", "Raised", "Told"]);
    assert.deepEqual(imported.definition.errors, {
      Declared: { module: "depot.exception" },
      ValueError: { module: "builtins" },
      Raised: { module: "depot.exception" },
      Told: { module: "other.errors" },
    });
    assert.deepEqual(methodOf(imported, "wait").result, {});
  });

  it("returns null only where no statement returns anything", async () => {
    const imported = await importMethods(`def nothing(self, context):
    if context:
        return
    return None

def something(self, context):
    for each in context:
        with each:
            return each

def stream(self, context):
    yield 1

def declared(self, context) -> int:
    return 1`);
    const results = Object.entries(imported.definition.methods).map(([name, { result }]) => [name, result]);
    assert.deepEqual(Object.fromEntries(results), {
      nothing: undefined,
      something: {},
      stream: {},
      declared: { type: "integer" },
    });
  });

  it("takes arguments out of **kwargs, and says that there may be others", async () => {
    const imported = await importMethods(`def sync(self, context, **kwargs):
    host = kwargs["host"]
    if kwargs.get("kind", "any") and kwargs.pop("old", None):
        return host`);
    const params = methodOf(imported, "sync").params ?? [];
    assert.deepEqual(
      params.map(({ name, required = true }) => [name, required]),
      [
        ["host", true],
        ["kind", false],
        ["old", false],
      ],
    );
    assert.deepEqual(methodOf(imported, "sync").additionalParams, {});
    assert.ok(imported.methods[0]?.guessed.includes("further arguments of any type (**kwargs)"));
  });

  it("has the type of further arguments", async () => {
    const imported = await importMethods(`def label(self, context, item: str, **labels: str | int):
    return labels`);
    assert.deepEqual(methodOf(imported, "label").additionalParams, { type: ["string", "integer"] });
    assert.ok(imported.methods[0]?.certain.includes("further arguments (**labels)"));
    assert.equal(methodOf(imported, "label").params?.length, 1);
  });

  it("tells where a first argument is the context by its place alone", async () => {
    const imported = await importMethods(`def drop(self, item, size):
    self.items.pop(item)`);
    const guess = "item is the request context (by its place alone)";
    assert.ok(imported.methods[0]?.guessed.includes(guess), String(imported.methods[0]?.guessed));
  });

  it("keeps what a docstring says", async () => {
    const imported = await importMethods(`def get(self, context, key, depth=None):
    """Gets a value,
    if there is one.

    :param str key: its
        name
    :type depth: int or None
    :returns: the value
    """
    return key`);
    const { description, params, result } = methodOf(imported, "get");
    assert.equal(description, "Gets a value, if there is one.");
    assert.deepEqual(params, [
      { name: "key", schema: { type: "string" }, description: "its name" },
      { name: "depth", schema: { type: ["integer", "null"], default: null }, required: false },
    ]);
    assert.deepEqual(result, { description: "the value" });
  });

  it("tells of lines that are no Python", async () => {
    const imported = await importMethods("def fine(self, context):\n    pass\n\nbroken = (]");
    assert.deepEqual(imported.notes, [
      "stock.py: lines 8, 10 could not be read; what is there may be missing",
    ]);
    assert.ok(methodOf(imported, "fine"));
  });
});

describe("types of Python", () => {
  for (const [type, schema] of [
    ["str", { type: "string" }],
    ["Optional[int]", { type: ["integer", "null"] }],
    ["int | float | None", { type: ["number", "null"] }],
    ["ty.Union[str, List[int]]", { type: ["array", "string"], items: { type: "integer" } }],
    ["'dict[str, bool]'", { type: "object", additionalProperties: { type: "boolean" } }],
    [
      "tuple[str, int]",
      { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }], minItems: 2, items: false },
    ],
    ["Tuple[str, ...]", { type: "array", items: { type: "string" } }],
    ["typing.Literal['a', 1]", { type: ["string", "integer"], enum: ["a", 1] }],
    ["Annotated[bool, 'x']", { type: "boolean" }],
    ["Dict[str, Any]", { type: "object" }],
    ["datetime.datetime", { type: "string" }],
    ["decimal.Decimal", { type: "string", format: "oslo-decimal" }],
    ["bytes | None", { type: ["string", "null"] }],
    ["Any", {}],
    ["Unheard", {}],
    ["Ids", { type: "array", items: { type: "string" } }],
    ["Size", { type: "string", enum: ["s", "l"] }],
  ] as const) {
    it(`${type} is ${JSON.stringify(schema)}`, async () => {
      const before =
        'import datetime\nimport decimal\nimport enum\nIds = List[str]\nclass Size(str, enum.Enum):\n    S = "s"\n    L = "l"\n';
      const imported = await importMethods(`def run(self, context, value: ${type}):\n    pass`, before);
      assert.deepEqual(schemaOf(imported, "run", "value"), schema);
    });
  }

  it("of a default that does not fit are widened", async () => {
    const imported = await importMethods(
      'def run(self, context, a: int = "x", b: str = None, c=True, d=5, e=float("inf")):\n    pass',
    );
    const schemas = methodOf(imported, "run").params?.map(({ schema }) => schema);
    assert.deepEqual(schemas, [
      { type: ["integer", "string"], default: "x" },
      { type: ["string", "null"], default: null },
      { type: ["boolean", "null"], default: true },
      { default: 5 },
      {},
    ]);
  });
});
