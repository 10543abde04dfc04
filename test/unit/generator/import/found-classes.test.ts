import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";
import { type Imported, importFiles } from "./support.js";

const IMPORTS = "import oslo_messaging as messaging\nfrom oslo_config import cfg\nCONF = cfg.CONF\n";

describe("a Target that a function makes", () => {
  /** A package whose functions make what its classes use, as `body` says. */
  const files = (body: string) => ({
    "proj/__init__.py": "",
    "proj/opts.py":
      "group = cfg.OptGroup(name='queue')\nopts = [cfg.StrOpt('topic', default='proj.workers'), cfg.StrOpt('version', default='1.1'), cfg.StrOpt('namespace', default='proj')]\nCONF.register_opts(opts, group=group)\n",
    "proj/queue.py": IMPORTS + body,
    "proj/server.py": `from proj import queue
class Tasks:
    def process(self, context, order_id):
        return None
class TaskServer(Tasks):
    def __init__(self):
        self.target = None
        self.target = queue.get_target()
        self._server = queue.get_server(target=self.target, endpoints=[self])
`,
    "proj/client.py": `from proj import queue
class TaskClient:
    def __init__(self):
        self._client = queue.get_client() or Direct()
    def process(self, order_id):
        self._cast("process", order_id=order_id)
    def _cast(self, name, **kwargs):
        return self._client.cast({}, name, **kwargs)
`,
  });
  const place = ({ definition }: Imported) => [definition.topic, definition.namespace, definition.version];

  it("is that of the class that calls the function, whose options have defaults", async () => {
    const body = `
def get_target():
    return messaging.Target(topic=CONF.queue.topic, namespace=CONF.queue.namespace, version=CONF.queue.version)
def get_client(target=None):
    found = target or get_target()
    return messaging.RPCClient(TRANSPORT, target=found)
`;
    const imported = await importFiles(files(body), "proj/server.py", "proj/client.py");
    assert.deepEqual(place(imported), ["proj.workers", "proj", "1.1"]);
    assert.deepEqual(Object.keys(imported.definition.methods), ["process"]);
    assert.equal(imported.definition.methods.process?.kind, "cast");
    assert.deepEqual(imported.disagreements, []);
    assert.ok(imported.methods[0]?.certain.includes("arguments, their order and defaults"));
    const client = await importFiles(files(body), "proj/client.py");
    assert.deepEqual(place(client), ["proj.workers", "proj", "1.1"]);
  });

  it("has what the call gives the function", async () => {
    const body = `
def get_target(topic="other", namespace=None):
    return messaging.Target(topic=topic, version="1.3", namespace=namespace)
def get_client():
    return messaging.RPCClient(TRANSPORT, get_target("things", namespace="n"))
`;
    assert.deepEqual(place(await importFiles(files(body), "proj/client.py")), ["things", "n", "1.3"]);
    assert.deepEqual(place(await importFiles(files(body), "proj/server.py")), ["other", undefined, "1.3"]);
  });

  for (const [what, body] of [
    ["changes a parameter", "def get_target(topic='a'):\n    topic = 'x-' + topic\n    return TARGET"],
    ["adds to a parameter", "def get_target(topic='a'):\n    topic += '-x'\n    return TARGET"],
    ["makes one of several", "def get_target():\n    if CONF.x:\n        return OTHER\n    return TARGET"],
    [
      "is given what is unpacked",
      "def get_target():\n    return new_target(*ARGS)\ndef new_target(topic='a'):\n    return TARGET",
    ],
    [
      "is given names that are unpacked",
      "def get_target():\n    return new_target(**ARGS)\ndef new_target(topic='a'):\n    return TARGET",
    ],
    [
      "takes any number of arguments",
      "def get_target():\n    return new_target('b', 'c')\ndef new_target(*names, topic):\n    return TARGET",
    ],
    [
      "is given a variable that hides a constant",
      "topic = 'a'\ndef get_target():\n    topic = CONF.x\n    return new_target(topic)\ndef new_target(topic):\n    return TARGET",
    ],
  ] as const) {
    it(`has no topic for certain where a function ${what}`, async () => {
      const text = body
        .replaceAll("TARGET", "messaging.Target(topic=topic, version='1.3')")
        .replaceAll("OTHER", "messaging.Target(topic='b', version='1.3')");
      const client = `${text.includes("topic = 'a'") ? "" : "topic = 'c'\n"}${text}\ndef get_client():\n    return messaging.RPCClient(TRANSPORT, get_target())\n`;
      for (const from of ["proj/server.py", "proj/client.py"]) {
        const { target } = await importFiles(files(client), from);
        assert.deepEqual(
          target.certain.filter((each) => each.startsWith("topic")),
          [],
        );
        assert.match(target.missing.join(), /^topic \(.* is not known without running it/);
        assert.ok(target.certain.includes("version 1.3"));
      }
    });
  }

  for (const [what, body, topic] of [
    ["branches", "if CONF.x:\n    TOPIC = 'a'\nelse:\n    TOPIC = 'b'", undefined],
    ["branches, after which it is set", "if CONF.x:\n    TOPIC = 'a'\nTOPIC = 'b'", "b"],
    ["branches with one value", "try:\n    TOPIC = 'a'\nexcept NameError:\n    TOPIC = 'a'", "a"],
    ["a handler of errors", "try:\n    TOPIC = 'a'\nexcept NameError:\n    TOPIC = 'b'", undefined],
    ["an addition", "TOPIC = 'a'\nTOPIC += '-x'", undefined],
    ["an unpacking", "TOPIC = 'a'\nTOPIC, other = CONF.both", undefined],
    ["a function", "TOPIC = 'a'\ndef change(name):\n    global other, TOPIC\n    TOPIC = name", undefined],
  ] as const) {
    it(`has ${topic === undefined ? "no topic for certain" : "the topic"} of a constant that ${what} gives its value`, async () => {
      const server = `class Server:\n    target = messaging.Target(topic=TOPIC)\n    def process(self, context):\n        return None\n`;
      const { target } = await importFiles({ "proj.py": `${IMPORTS}${body}\n${server}` }, "proj.py");
      assert.deepEqual(
        target.certain.filter((each) => each.startsWith("topic")),
        topic === undefined ? [] : [`topic ${topic}`],
      );
    });
  }

  it("has no topic for certain where a class makes one of several", async () => {
    const either = (first: string, last: string) =>
      `        if CONF.x:\n            ${first}messaging.Target(topic="a")${last}\n        else:\n            ${first}messaging.Target(topic="b")${last}\n`;
    for (const text of [
      `class Server:\n    def __init__(self):\n${either("self.target = ", "")}    def process(self, context):\n        return None\n`,
      `class Client:\n    def __init__(self):\n${either("self.client = messaging.RPCClient(T, ", ")")}    def process(self, context):\n        self.client.cast(context, "process")\n`,
    ]) {
      const { target } = await importFiles({ "proj.py": IMPORTS + text }, "proj.py");
      assert.match(target.missing.join(), /^topic \(the Target of __init__ is not known without running it/);
    }
  });

  it("is not known where a function gives itself something else each time", async () => {
    const body = `
def get_target(topic):
    if CONF.x:
        return messaging.Target(topic=topic, version="1.0")
    return get_target(topic + ".x")
def get_client():
    return messaging.RPCClient(TRANSPORT, get_target("a"))
`;
    const { target } = await importFiles(files(body), "proj/client.py");
    assert.match(target.missing.join(), /^topic \(.* is not known without running it/);
  });

  for (const [what, given] of [
    ["names that are unpacked", "version='1.3', **TOPIC"],
    ["what is unpacked", "*TOPIC, version='1.3'"],
  ] as const) {
    it(`has no topic for certain where it is given ${what}`, async () => {
      const server = `class Server:\n    target = messaging.Target(${given})\n    def process(self, context):\n        return None\n`;
      const { target } = await importFiles({ "proj.py": IMPORTS + server }, "proj.py");
      assert.match(target.missing.join(), /^topic \(\**TOPIC is not known without running it/);
      assert.ok(target.certain.includes("version 1.3"));
    });
  }

  it("has what the call gives it before something else, whatever that is", async () => {
    const body = `
def get_target(topic, is_old):
    return messaging.Target(topic=topic, version="1.0")
def get_client():
    return messaging.RPCClient(TRANSPORT, get_target("a", not CONF.x))
`;
    const { target } = await importFiles(files(body), "proj/client.py");
    assert.ok(target.certain.includes("topic a"));
    const after = await importFiles(
      files(body.replace("topic, is_old", "is_old, topic").replace('"a", not CONF.x', 'not CONF.x, "a"')),
      "proj/client.py",
    );
    assert.ok(after.target.certain.includes("topic a"));
  });

  it("has for certain what several methods of a class agree on", async () => {
    const method = (name: string, given: string, around: string) =>
      `    def ${name}(self):\n        ${around.replace("TARGET", `messaging.Target(${given})`)}\n`;
    const process = "    def process(self, context):\n";
    for (const [around, end] of [
      ["self.target = TARGET", `${process}        return None\n`],
      [
        "self.client = messaging.RPCClient(T, TARGET)",
        `${process}        self.client.cast(context, "process")\n`,
      ],
    ] as const) {
      const both = [
        method("__init__", "topic='a', version='1.3'", around),
        method("reset", "topic='b', version='1.3'", around),
      ];
      const { target } = await importFiles(
        { "proj.py": `${IMPORTS}class Own:\n${both.join("")}${end}` },
        "proj.py",
      );
      assert.match(
        target.missing.join(),
        /^topic \(the Target of __init__ and reset is not known without running it/,
      );
      assert.ok(target.certain.includes("version 1.3"));
    }
  });

  it("is followed no further than functions that call each other go", async () => {
    const body = "def get_target():\n    return get_client()\ndef get_client():\n    return get_target()\n";
    const { target } = await importFiles(files(body), "proj/client.py");
    assert.match(target.missing.join(), /topic/);
    // Each of them calls all: to go every way would take years.
    const names = ["get_client", ...Array.from({ length: 60 }, (_, index) => `target_${index}`)];
    const calls = names.map((name) => `    ${name}()`).join("\n");
    const many = await importFiles(
      files(names.map((name) => `def ${name}():\n${calls}\n`).join("")),
      "proj/client.py",
    );
    assert.match(many.target.missing.join(), /topic/);
  });
});

describe("a class that gives its Target to its base", () => {
  it("serves, where it sends nothing", async () => {
    const imported = await importFiles(
      {
        "ops.py": `${IMPORTS}
class RpcServer:
    def __init__(self, target):
        self.server = messaging.get_rpc_server(target=target, transport=TRANSPORT, endpoints=[self])
class RpcClient:
    def __init__(self, target):
        self.__client = messaging.RPCClient(target=target, transport=TRANSPORT)
    def cast(self, name, **kwargs):
        self.__client.cast({}, name, **kwargs)
class LocalOps:
    def provision(self, cluster_id, force=False):
        spawn(cluster_id)
class RemoteOps(RpcClient):
    def __init__(self):
        target = messaging.Target(topic="ops", version="1.0")
        super(RemoteOps, self).__init__(target)
    def provision(self, cluster_id, force=False):
        self.cast("provision", cluster_id=cluster_id, force=force)
class OpsServer(RpcServer):
    def __init__(self):
        target = messaging.Target(topic="ops", server=uuid(), version="1.0")
        super(OpsServer, self).__init__(target)
    @request_context
    def provision(self, cluster_id, force=False):
        provision(cluster_id, force)
`,
      },
      "ops.py",
    );
    assert.deepEqual(
      imported.definition.methods.provision?.params?.map(({ name, schema }) => [name, schema.default]),
      [
        ["cluster_id", undefined],
        ["force", false],
      ],
    );
    assert.equal(imported.definition.methods.provision?.kind, "cast");
    assert.deepEqual(imported.notes, [
      "LocalOps has provision, which RemoteOps asks for, and is left out; name it with --class LocalOps",
    ]);
  });
});

describe("a class that inherits its requests from another file", () => {
  it("calls, though it has a target where an endpoint has it", async () => {
    const { definition, methods } = await importFiles(
      {
        "proj/__init__.py": "",
        "proj/base.py": `${IMPORTS}
class BaseAgentApi:
    def __init__(self, topic):
        self.client = get_client(messaging.Target(topic=topic, version="1.0"))
    def _notify(self, context, method, **kwargs):
        self.client.prepare(version=self.target.version).cast(context, method, **kwargs)
    def updated(self, context, router_id, **kwargs):
        kwargs["router"] = {"id": router_id}
        self._notify(context, "updated", **kwargs)
`,
        "proj/api.py": `${IMPORTS}
from proj import base
class AgentApi(base.BaseAgentApi):
    target = messaging.Target(version="1.0")
    def __init__(self, topic):
        super().__init__(topic)
`,
        "proj/agent.py": `${IMPORTS}
class Agent:
    target = messaging.Target(topic="agents", version="1.0")
    def updated(self, context, **kwargs):
        router = kwargs.get("router", None)
        return None
`,
      },
      "proj/api.py",
      "proj/agent.py",
    );
    assert.equal(definition.methods.updated?.kind, "cast");
    assert.deepEqual(
      definition.methods.updated.params?.map(({ name }) => name),
      ["router"],
    );
    assert.ok(methods[0]?.certain.includes("cast"));
  });
});

describe("a class that is passed over", () => {
  const CONDUCTOR = `${IMPORTS}
class Conductor:
    target = messaging.Target(topic="t", version="1.0")
    def one(self, ctx, req):
        return 1
`;

  it("is told, where it has what a client asks for", async () => {
    enterProject({
      "rpc.py": `${IMPORTS}
class ApiClient:
    def __init__(self):
        self._client = messaging.RPCClient(TRANSPORT, messaging.Target(topic="results", version="1.0"))
    def done(self, result):
        return self._client.call({}, "done", result=result)
`,
      "server.py": `class ResultEndpoint:
    @staticmethod
    def done(context, result):
        return 1
class Other:
    def more(self, context):
        return 1
`,
    });
    const { lines, errors } = await oslogen("import", "server.py", "rpc.py");
    assert.deepEqual(errors, []);
    const notes = lines.filter((line) => line.startsWith("  note: "));
    assert.deepEqual(notes, [
      "  note: ResultEndpoint has done, which ApiClient asks for, and is left out; name it with --class ResultEndpoint",
    ]);
  });

  it("is told, where it sends what only running it would tell", async () => {
    const { notes } = await importFiles(
      {
        "service.py": CONDUCTOR,
        "client.py": `${IMPORTS}
class EngineClient:
    def __init__(self):
        self._client = messaging.RPCClient(TRANSPORT, messaging.Target(topic="t", version="1.0"))
    def call(self, ctxt, method, req):
        return self._client.call(ctxt, method, req=req)
`,
      },
      "service.py",
      "client.py",
    );
    assert.deepEqual(notes, [
      "EngineClient sends requests whose methods only running it would tell, and is left out",
    ]);
  });

  it("is told, where it has a Target and serves nothing", async () => {
    const { notes } = await importFiles(
      {
        "service.py": `${CONDUCTOR}class Empty:
    target = messaging.Target(topic="u", version="1.0")
    @staticmethod
    def two(ctx, req):
        return 1
`,
      },
      "service.py",
    );
    assert.deepEqual(notes, [
      "Empty has a Target and no method that is read as one of peers, and is left out; name it with --class Empty",
    ]);
  });

  it("is not told of classes that were chosen, of bases, and of what no peer asks for", async () => {
    const { notes } = await importFiles(
      {
        "service.py": `${IMPORTS}
class Base:
    def one(self, ctx, req):
        return 1
class Conductor(Base):
    target = messaging.Target(topic="t", version="1.0")
class Helper:
    def two(self, ctx):
        return 1
class Other:
    target = messaging.Target(topic="u", version="1.0")
`,
      },
      "service.py",
      "--class",
      "Conductor",
    );
    assert.deepEqual(notes, []);
  });
});
