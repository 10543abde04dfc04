import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Imported, importFiles, importMethods, schemaOf } from "./support.js";

const IMPORTS = "import oslo_messaging as messaging\nfrom oslo_config import cfg\nCONF = cfg.CONF\n";

/** What is said of the topic for certain. */
function topicOf({ target }: Imported): readonly string[] {
  return target.certain.filter((each) => each.startsWith("topic"));
}

describe("a variable of a function that hides a constant", () => {
  for (const [what, body] of [
    ["a loop", "for TOPIC in CONF.topics:\n    self.target = TARGET"],
    ["a loop over pairs", "for key, (TOPIC, *rest) in CONF.topics:\n    self.target = TARGET"],
    ["a loop before", "for TOPIC in CONF.topics: pass\nself.target = TARGET"],
    ["`with`", "with CONF.open() as TOPIC:\n    self.target = TARGET"],
    ["`except`", "try:\n    run()\nexcept ValueError as TOPIC:\n    self.target = TARGET"],
    ["`:=` in a test", "if TOPIC := CONF.topic:\n    self.target = TARGET"],
    ["`:=` in a comprehension", "[x for x in CONF.all if (TOPIC := x)]\nself.target = TARGET"],
    ["a pattern", "match CONF.topic:\n    case {'name': TOPIC}:\n        self.target = TARGET"],
    ["a pattern with a name", "match CONF.topic:\n    case [_, _] as TOPIC:\n        self.target = TARGET"],
    ["an import", "from elsewhere import TOPIC\nself.target = TARGET"],
    ["a function", "def TOPIC(): pass\nself.target = TARGET"],
    ["one of several statements of a line", "TOPIC = CONF.x; self.target = TARGET"],
    ["`global`", "global TOPIC; TOPIC = CONF.x\nself.target = TARGET"],
    [
      "`nonlocal`",
      "TOPIC = 'b'\ndef change():\n    nonlocal TOPIC  # ours\n    TOPIC = CONF.x\nchange()\nself.target = TARGET",
    ],
  ] as const) {
    it(`is seen where ${what} binds it`, async () => {
      const text = body
        .replace("TARGET", "messaging.Target(topic=TOPIC, version='1.3')")
        .replaceAll("\n", "\n        ");
      const server = `${IMPORTS}TOPIC = 'a'\nclass Server:\n    def __init__(self):\n        ${text}\n    def process(self, context):\n        return None\n`;
      const imported = await importFiles({ "proj.py": server }, "proj.py");
      assert.deepEqual(topicOf(imported), []);
      assert.match(imported.target.missing.join(), /^topic \(TOPIC is not known without running it/);
      assert.ok(imported.target.certain.includes("version 1.3"));
    });
  }

  it("hides the module of that name, too", async () => {
    const files = {
      "proj/__init__.py": "",
      "proj/names.py": "TOPIC = 'a'\n",
      "proj/server.py": `${IMPORTS}from proj import names
class Server:
    def __init__(self, names):
        self.target = messaging.Target(topic=names.TOPIC, version='1.3')
    def process(self, context):
        return None
`,
    };
    assert.deepEqual(topicOf(await importFiles(files, "proj/server.py")), []);
  });

  it("is seen in a client's method", async () => {
    const client = `${IMPORTS}VERSION = '1.3'
class Client:
    def __init__(self):
        self.client = messaging.RPCClient(T, messaging.Target(topic='t', version='1.0'))
    def one(self, context):
        for VERSION in CONF.versions:
            self.client.prepare(version=VERSION).call(context, 'one')
    def two(self, context, VERSION):
        self.client.prepare(version='%s' % VERSION).call(context, 'two')
`;
    const { methods } = await importFiles({ "proj.py": client }, "proj.py");
    for (const { certain, missing } of methods) {
      assert.deepEqual(
        certain.filter((each) => each.startsWith("version")),
        [],
      );
      assert.ok(missing.includes("the version a client asks for"));
    }
  });
});

describe("a constant of a client's class", () => {
  const client = (more: string) => `${IMPORTS}class Client:
    RPC_VERSION = '1.3'
    def __init__(self):
        self.client = messaging.RPCClient(T, messaging.Target(topic='t', version='1.0'))
    def one(self, context):
        self.client.prepare(version=self.RPC_VERSION).call(context, 'one')
${more}`;

  it("is the version that it asks for", async () => {
    const { methods } = await importFiles({ "proj.py": client("") }, "proj.py");
    assert.ok(methods[0]?.certain.includes("version 1.3"));
  });

  it("is none where the object has its own", async () => {
    const more = "    def start(self, version):\n        self.RPC_VERSION = version\n";
    const { methods } = await importFiles({ "proj.py": client(more) }, "proj.py");
    assert.ok(methods[0]?.missing.includes("the version a client asks for"));
  });
});

describe("a constant of a module", () => {
  for (const [what, body, topic] of [
    ["a loop", "TOPIC = 'a'\nfor TOPIC in CONF.topics: pass", undefined],
    ["the body of a loop", "TOPIC = 'a'\nwhile CONF.x():\n    TOPIC = 'b'", undefined],
    ["`with`", "TOPIC = 'a'\nwith CONF.open() as TOPIC: pass", undefined],
    ["the body of `with`", "TOPIC = 'a'\nwith CONF.open():\n    TOPIC = 'b'", "b"],
    ["`except`", "TOPIC = 'a'\ntry: run()\nexcept ValueError as TOPIC: pass", undefined],
    ["`del`", "TOPIC = 'a'\ndel TOPIC", undefined],
    ["`:=`", "TOPIC = 'a'\nprint(TOPIC := CONF.x)", undefined],
    ["a pattern", "TOPIC = 'a'\nmatch CONF.x:\n    case [TOPIC]: pass", undefined],
    ["a line of several", "A = 1; TOPIC = 'a'", "a"],
    [
      "a function with a comment",
      "TOPIC = 'a'\ndef change(name):\n    global TOPIC  # ours\n    TOPIC = name",
      undefined,
    ],
    ["a function in one line", "TOPIC = 'a'\ndef change(name): global TOPIC; TOPIC = name", undefined],
    ["an import after it", "TOPIC = 'a'\nfrom elsewhere import TOPIC", undefined],
    [
      "an import that may fail",
      "try:\n    from elsewhere import TOPIC\nexcept ImportError:\n    TOPIC = 'a'",
      undefined,
    ],
    ["an import in a branch", "TOPIC = 'a'\nif CONF.x:\n    from elsewhere import TOPIC", undefined],
    ["an import before it", "from elsewhere import TOPIC\nTOPIC = 'a'", "a"],
    ["an import of all names before it", "from names import *\nTOPIC = 'a'", "a"],
    ["an import of all names after it", "TOPIC = 'a'\nfrom names import *", undefined],
    ["an import of all names of no such file", "TOPIC = 'a'\nfrom elsewhere import *", undefined],
    ["an import of all names, without this one", "TOPIC = 'a'\nfrom others import *", "a"],
  ] as const) {
    it(`is ${topic ?? "not known"} where ${what} gives it a value`, async () => {
      const server =
        "class Server:\n    target = messaging.Target(topic=TOPIC)\n    def process(self, context):\n        return None\n";
      const files = { "names.py": "TOPIC = 'b'\n", "others.py": "OTHER = 'b'\n" };
      const imported = await importFiles({ ...files, "proj.py": `${IMPORTS}${body}\n${server}` }, "proj.py");
      assert.deepEqual(topicOf(imported), topic === undefined ? [] : [`topic ${topic}`]);
    });
  }
});

describe("a function of a module", () => {
  it("is not known where another may take its place", async () => {
    const made = (topic: string) =>
      `    def get_target():\n        return messaging.Target(topic='${topic}')\n`;
    const server =
      "class Server:\n    def __init__(self):\n        self.target = get_target()\n    def process(self, context):\n        return None\n";
    const either = `${IMPORTS}if CONF.x:\n${made("a")}else:\n${made("b")}${server}`;
    assert.deepEqual(topicOf(await importFiles({ "proj.py": either }, "proj.py")), []);
    const one = `${IMPORTS}if CONF.x:\n${made("a")}${server}`;
    assert.deepEqual(topicOf(await importFiles({ "proj.py": one }, "proj.py")), ["topic a"]);
  });
});

describe("a constant of a class", () => {
  const server = (members: string, before = "") =>
    `${IMPORTS}${before}class Server:\n${members.replaceAll(/^/gm, "    ")}\n    def process(self, context):\n        return None\n`;
  const sets = "def __init__(self):\n    self.target = messaging.Target(topic=self.TOPIC, version='1.3')";
  for (const [what, text, topic] of [
    ["is read by self", server(`TOPIC = 'a'\n${sets}`), "a"],
    [
      "is set on the object",
      server(`TOPIC = 'a'\ndef start(self, name):\n    self.TOPIC = name\n${sets}`),
      undefined,
    ],
    [
      "a property hides",
      server(
        `@property\ndef TOPIC(self):\n    return CONF.x\n${sets}`,
        "class Base:\n    TOPIC = 'a'\n",
      ).replace("Server:", "Server(Base):"),
      undefined,
    ],
    [
      "is no name in a method",
      server(
        "TOPIC = 'a'\ndef __init__(self):\n    self.target = messaging.Target(topic=TOPIC)",
        "TOPIC = 'b'\n",
      ),
      "b",
    ],
    ["is set in a branch", server(`TOPIC = 'a'\nif CONF.x:\n    TOPIC = 'b'\n${sets}`), undefined],
    [
      "is set from outside",
      `${server(`TOPIC = 'a'\n${sets}`)}def start(name):\n    Server.TOPIC = name\n`,
      undefined,
    ],
    ["is set at the top", `${server(`TOPIC = 'a'\n${sets}`)}Server.TOPIC, x = CONF.x\n`, undefined],
    ["is only compared", `${server(`TOPIC = 'a'\n${sets}`)}x = Server.TOPIC == 'b'\n`, "a"],
    ["is set by a loop", server(`TOPIC = 'a'\nfor TOPIC in CONF.x: pass\n${sets}`), undefined],
    [
      "a subclass has in another way",
      `${server("TOPIC = 'a'\ntarget = messaging.Target(topic=TOPIC)")}class Other(Server):\n    TOPIC = 'b'\n`,
      "a",
    ],
  ] as const) {
    it(`which ${what} is ${topic ?? "not known"}`, async () => {
      const imported = await importFiles({ "proj.py": text }, "proj.py");
      assert.deepEqual(topicOf(imported), topic === undefined ? [] : [`topic ${topic}`]);
    });
  }
});

describe("what Python makes of texts, and where", () => {
  for (const [what, value, topic] of [
    ["a format", "'%s.%d' % ('a', 1)", "a.1"],
    ["a width", "'a%02d' % 1", undefined],
    ["a number as a text, which may be 1.0", "'a%s' % 1.0", undefined],
    ["a number that is none of digits", "'a%d' % 1e21", undefined],
    ["a format that is not one", "'100% of %s' % 'a'", undefined],
    ["a list", "'%s' % ['a']", undefined],
    ["braces of an f-string", "f'{{a}}'", "{a}"],
  ] as const) {
    it(`is ${topic ?? "not known"} of ${what}`, async () => {
      const server = `class Server:\n    target = messaging.Target(topic=${value})\n    def process(self, context):\n        return None\n`;
      assert.deepEqual(
        topicOf(await importFiles({ "proj.py": IMPORTS + server }, "proj.py")),
        topic === undefined ? [] : [`topic ${topic}`],
      );
    });
  }

  it("is no null result where the result is yielded, stands behind a semicolon, or cannot be read", async () => {
    const { definition, methods } = await importMethods(`def one(self, context):
    given = yield context
def two(self, context):
    x = 1; return x
def three(self, context):
    with run() as (a, b):
        return a
`);
    assert.deepEqual(
      Object.values(definition.methods).map(({ result }) => result && Object.keys(result)),
      Object.keys(definition.methods).map(() => []),
    );
    for (const { certain } of methods) assert.ok(!certain.includes("no result"));
  });

  it("is the default of a parameter as the class has it", async () => {
    const imported = await importMethods(
      "LIMIT = 5\ndef one(self, context, limit=LIMIT):\n    return None",
      "LIMIT = 7",
    );
    assert.equal(schemaOf(imported, "one", "limit").default, 5);
  });

  it("is a positional-only parameter also before a comment", async () => {
    const { methods } = await importMethods(
      "def one(self, context, a,  # ours\n        /, b):\n    return None",
    );
    assert.deepEqual(
      methods[0]?.missing.filter((each) => each.includes("positional")),
      ["a is positional only, so that no peer can send it"],
    );
  });

  it("is required as each class of a TypedDict says", async () => {
    const imported = await importMethods(
      "def one(self, context, a: Part):\n    return None",
      "from typing import TypedDict, Required\nclass Base(TypedDict, total=False):\n    x: int\n    y: Required[int]\nclass Part(Base):\n    z: int\n",
    );
    assert.deepEqual(imported.definition.$defs?.Part?.required, ["y", "z"]);
  });
});

describe("a client's method", () => {
  const client = (methods: string) => ({
    "proj.py": `${IMPORTS}
class Client:
    def __init__(self):
        self._client = messaging.RPCClient(T, messaging.Target(topic='t', version='1.0'))
${methods.replaceAll(/^/gm, "    ")}`,
  });

  it("sends what it does after an error", async () => {
    const { definition } = await importFiles(
      client(`def one(self, context):
    try:
        return self._client.call(context, 'one')
    except ValueError:
        pass
    self._client.cast(context, 'two')
`),
      "proj.py",
    );
    assert.deepEqual(Object.keys(definition.methods), ["one", "two"]);
  });

  it("sends what stands in the head of a loop", async () => {
    const { definition } = await importFiles(
      client(`def one(self, context):
    for each in self._client.call(context, 'one'):
        pass
    while self._client.call(context, 'two'):
        pass
`),
      "proj.py",
    );
    assert.deepEqual(Object.keys(definition.methods), ["one", "two"]);
  });

  it("asks for the version that a property of its class prepares", async () => {
    const { methods } = await importFiles(
      client(`@property
def client(self):
    return self._client.prepare(version='1.2')
def one(self, context):
    self.client.call(context, 'one')
`),
      "proj.py",
    );
    assert.ok(methods[0]?.certain.includes("version 1.2"));
  });
});
