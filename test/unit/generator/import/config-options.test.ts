import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Imported, importFiles } from "./support.js";

/** A client whose Target is made of that text, in the package `proj`. */
const client = (target: string, before = "from oslo_config import cfg\nCONF = cfg.CONF\n") => `
import oslo_messaging as messaging
${before}
class ThingAPI:
    """Calls things."""
    def __init__(self, transport):
        topic = CONF.thing_topic
        target = messaging.Target(${target}, version='1.0')
        self.client = messaging.get_rpc_client(transport, target)
    def move(self, ctxt, size):
        self.client.prepare().cast(ctxt, 'move', size=size)
`;

const PACKAGE = { "proj/__init__.py": "", "proj/api/__init__.py": "" };

/** What an import of the client tells of its place. */
async function imported(source: string, others: Readonly<Record<string, string>>): Promise<Imported> {
  return importFiles({ ...PACKAGE, ...others, "proj/api/rpcapi.py": source }, "proj/api/rpcapi.py");
}

const options = (text: string) => `from oslo_config import cfg\n${text}\n`;

describe("a topic that an option decides", () => {
  it("is the default that a file of the package declares, wherever it is registered", async () => {
    const declared: readonly string[] = [
      "opts = [cfg.StrOpt('thing_topic', default='things', help='x')]",
      "cfg.CONF.register_opts([cfg.StrOpt('thing-topic', default='things')])",
      "def register(conf):\n    conf.register_opt(cfg.StrOpt('thing_topic', default='things'))",
      "THINGS = 'things'\nopts = [StrOpt('thing_topic', default=THINGS)]",
    ];
    for (const text of declared) {
      for (const target of ["topic=CONF.thing_topic", "topic=topic", "topic=cfg.CONF.thing_topic"]) {
        const { definition, target: told } = await imported(client(target), {
          "proj/conf.py": options(text),
        });
        assert.equal(definition.topic, "things", `${target}: ${text}`);
        assert.ok(told.certain.includes("topic things (the default of the option thing_topic)"), text);
      }
    }
  });

  it("is found by way of constants of other modules and of attributes", async () => {
    const others = {
      "proj/conf.py": options("CONF = cfg.CONF\nopts = [cfg.StrOpt('thing_topic', default='things')]"),
      "proj/names.py": "from proj import conf\nTOPIC = conf.CONF.thing_topic\n",
    };
    const ways = [
      client("topic=names.TOPIC", "from proj import names\nfrom proj.conf import CONF\n"),
      client("topic=self.TOPIC", "import proj.conf\nCONF = proj.conf.CONF\n").replace(
        "    def __init__",
        "    TOPIC = CONF.thing_topic\n    def __init__",
      ),
      client("topic=CONF.thing_topic", "from elsewhere.conf import CONF\n"),
    ];
    for (const source of ways)
      assert.equal((await imported(source, others)).definition.topic, "things", source);
  });

  it("is the one of its group", async () => {
    const others = {
      "proj/one.py": options("CONF.register_opts([cfg.StrOpt('topic', default='one')], group='first')"),
      "proj/two.py": options(
        "group = cfg.OptGroup('second')\nCONF.register_opts([cfg.StrOpt('topic', default='two')], group=group)",
      ),
    };
    const { definition, target } = await imported(client("topic=CONF.second.topic"), others);
    assert.equal(definition.topic, "two");
    assert.ok(target.certain.includes("topic two (the default of the option [second] topic)"));
  });

  it("is the one of its group, in whichever way that is registered, beside others of a file that names both", async () => {
    const first = "cfg.StrOpt('topic', default='one')";
    const second = "cfg.StrOpt('topic', default='two', help='first')";
    const ways: readonly string[] = [
      `CONF.register_opts([${first}], 'first')\nCONF.register_opts([${second}], 'second')`,
      `a = [${first}]\nb = [${second}]\nCONF.register_opts(b, group='second')\nCONF.register_opts(a, group='first')`,
      `G = 'second'\nCONF.register_opt(${second}, group=cfg.OptGroup(name=G))\nCONF.register_opt(${first}, 'first')`,
      `a = (${first},)\nb = [${second}]\ndef register(conf):\n    group = cfg.OptGroup('second')\n    conf.register_opts(b + [], group)\n    conf.register_cli_opts(opts=a, group='first')`,
      `a = [${first}]\nb = [${second}]\nCONF.register_opts(a, group='first')\nfor opt in b:\n    CONF.register_opt(opt, group='second')`,
      `CONF.register_opt(${first})\nCONF.register_opts(itertools.chain([${second}]), group='second')`,
    ];
    for (const way of ways) {
      const others = { "proj/conf.py": options(`CONF = cfg.CONF\nSEEN = ['first', 'second']\n${way}`) };
      const { definition } = await imported(client("topic=CONF.second.topic"), others);
      assert.equal(definition.topic, "two", way);
    }
  });

  it("is none of those whose group nobody can tell, where there are several", async () => {
    const { definition, target } = await imported(client("topic=CONF.second.thing_topic"), {
      "proj/a.py": options("a = [cfg.StrOpt('thing_topic', default='a')]\nNAME = 'second'"),
      "proj/b.py": options("b = [cfg.StrOpt('thing_topic', default='b')]\nNAME = 'second'"),
    });
    assert.equal(definition.topic, "thing");
    assert.match(target.guessed.join(), /topic thing \(by the name of the option/);
    const other = await imported(client("topic=CONF.second.thing_topic"), {
      "proj/a.py": options(
        "CONF.register_opt(cfg.StrOpt('thing_topic', default='a'), 'first')\nNAME = 'second'",
      ),
    });
    assert.equal(other.definition.topic, "thing");
  });

  it("is guessed where no default is seen, or several are", async () => {
    const none = await imported(client("topic=CONF.thing_topic"), {});
    assert.equal(none.definition.topic, "thing");
    assert.match(none.target.guessed.join(), /topic thing \(by the name of the option thing_topic/);
    const several = await imported(client("topic=CONF.thing_topic"), {
      "proj/a.py": options("opts = [cfg.StrOpt('thing_topic', default='a')]"),
      "proj/b.py": options("opts = [cfg.StrOpt('thing_topic', default='b')]"),
      "proj/c.py": options("opts = [cfg.StrOpt('other', default='thing_topic')]"),
      "proj/tests/__init__.py": "",
      "proj/tests/d.py": options("opts = [cfg.StrOpt('thing_topic', default='d')]"),
    });
    assert.match(several.target.guessed.join(), /topic a \(the option thing_topic has the defaults a or b\)/);
  });

  it("stays missing where nothing of it can be known", async () => {
    for (const target of ["topic=make()", "topic=CONF.topic", "topic=CONF[name]", "topic=CONF"]) {
      const { target: told } = await imported(client(target), {});
      assert.match(told.missing.join(), /^topic \(/, target);
    }
  });
});

describe("the exchange that is configured", () => {
  it("is the default that the package gives control_exchange", async () => {
    const ways = [
      "oslo_messaging.set_transport_defaults('mine')",
      "def setup():\n    oslo_messaging.set_transport_defaults(control_exchange='mine')",
      "rpc.set_defaults(control_exchange='mine')",
      "CONF.set_default('control_exchange', 'mine')",
      "opts = [cfg.StrOpt('control_exchange', default='mine')]",
    ];
    for (const way of ways) {
      for (const exchange of ["", "exchange=CONF.control_exchange, "]) {
        const { definition, target } = await imported(client(`${exchange}topic='t'`), {
          "proj/rpc.py": options(way),
        });
        assert.equal((definition as { controlExchange?: string }).controlExchange, "mine", way);
        assert.match(target.certain.join(), /control_exchange mine \(its default in .*rpc\.py\)/);
      }
    }
  });

  it("is not guessed, and none where a Target names another", async () => {
    const rpc = options("oslo_messaging.set_transport_defaults('mine')");
    const fixed = await imported(client("exchange='x', topic='t'"), { "proj/rpc.py": rpc });
    assert.deepEqual(fixed.target.certain.slice(0, 2), ["topic t", "exchange x"]);
    const two = await imported(client("topic='t'"), {
      "proj/rpc.py": rpc,
      "proj/b.py": rpc.replace("mine", "other"),
    });
    assert.match(two.target.missing.join(), /control_exchange \(it has several defaults: /);
    const none = await imported(client("exchange=CONF.control_exchange, topic='t'"), {});
    assert.match(none.target.missing.join(), /^control_exchange \(no file here gives it a default/);
  });
});
