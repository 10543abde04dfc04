// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of configuration files look like this.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { type ConfigurationOptions, loadConfiguration } from "../../../src/config/configuration.js";
import { amqp } from "../../../src/config/groups/amqp.js";
import { defaults } from "../../../src/config/groups/default.js";
import { notifications } from "../../../src/config/groups/notifications.js";
import { rabbit } from "../../../src/config/groups/rabbit.js";
import { describeSource } from "../../../src/config/value-source.js";
import { ConfigurationError } from "../../../src/errors/setup-errors.js";

const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-config-"));
after(() => rmSync(folder, { recursive: true }));
let count = 0;

function file(content: string | Uint8Array): string {
  count += 1;
  const path = join(folder, `f${count}.conf`);
  writeFileSync(path, content);
  return path;
}

function fromFiles(...contents: string[]) {
  return loadConfiguration({ files: contents.map(file) });
}

function failsWith(options: ConfigurationOptions, ...parts: readonly (string | RegExp)[]): void {
  assert.throws(
    () => loadConfiguration(options),
    (error) => {
      assert.ok(error instanceof ConfigurationError);
      assert.equal(error.code, "CONFIGURATION_ERROR");
      assert.doesNotMatch(error.message, /\n/);
      for (const part of parts) assert.ok(error.message.match(part), `${error.message} lacks ${part}`);
      return true;
    },
  );
}

describe("defaults", () => {
  const config = loadConfiguration();

  test("are those of the table", () => {
    assert.equal(config.get(defaults.transportUrl), "rabbit://");
    assert.equal(config.get(amqp.idleTimeout), 60);
    assert.equal(config.get(amqp.containerName), undefined);
    assert.deepEqual(config.get(amqp.preSettled), ["rpc-cast", "rpc-reply"]);
    assert.equal(describeSource(config.source(amqp.idleTimeout)), "default");
  });

  test("have the option's type", () => {
    const timeout: number = config.get(amqp.idleTimeout);
    const mode: "legacy" | "routable" | "dynamic" = config.get(amqp.addressingMode);
    const name: string | undefined = config.get(amqp.containerName);
    assert.deepEqual([timeout, mode, name], [60, "dynamic", undefined]);
  });

  test("do not come from the process's environment", () => {
    process.env.OS_DEFAULT__CONTROL_EXCHANGE = "from-env";
    try {
      assert.equal(loadConfiguration().get(defaults.controlExchange), "openstack");
    } finally {
      delete process.env.OS_DEFAULT__CONTROL_EXCHANGE;
    }
  });
});

test("the strongest source wins", () => {
  const path = file("[oslo_messaging_amqp]\nidle_timeout = 1\n");
  const sources: ConfigurationOptions[] = [
    {},
    { files: [path] },
    { environment: { OS_OSLO_MESSAGING_AMQP__IDLE_TIMEOUT: "2" } },
    {
      commandLine: [
        ["amqp_idle_timeout", "9"],
        ["idle_timeout", "3"],
      ],
    },
    { values: { "oslo_messaging_amqp.idle_timeout": 4 } },
  ];
  let options: ConfigurationOptions = {};
  const found = sources.map((source) => {
    options = { ...options, ...source };
    const config = loadConfiguration(options);
    return [config.get(amqp.idleTimeout), describeSource(config.source(amqp.idleTimeout))];
  });
  assert.deepEqual(found, [
    [60, "default"],
    [1, `${path}:2`],
    [2, "environment OS_OSLO_MESSAGING_AMQP__IDLE_TIMEOUT"],
    [3, "command line"],
    [4, "set in code"],
  ]);
  const config = loadConfiguration(options);
  const derived = config.withQuery("oslo_messaging_amqp", new Map([["idle_timeout", "5"]]));
  assert.equal(derived.get(amqp.idleTimeout), 5);
  assert.equal(describeSource(derived.source(amqp.idleTimeout)), "query of the transport URL");
  assert.equal(config.get(amqp.idleTimeout), 4);
});

describe("files", () => {
  test("a repeated option takes the last value of the last file", () => {
    assert.equal(
      fromFiles("[DEFAULT]\ncontrol_exchange=a\ncontrol_exchange=b").get(defaults.controlExchange),
      "b",
    );
    assert.equal(
      fromFiles("[DEFAULT]\ncontrol_exchange=a", "[DEFAULT]\ncontrol_exchange=b").get(
        defaults.controlExchange,
      ),
      "b",
    );
  });

  test("repeatable options add up across files", () => {
    const config = fromFiles(
      "[oslo_messaging_notifications]\ndriver = messagingv2\ndriver = log\n",
      "[oslo_messaging_notifications]\ndriver = noop\n",
    );
    assert.deepEqual(config.get(notifications.driver), ["messagingv2", "log", "noop"]);
  });

  test("an empty value empties a repeatable option", () => {
    assert.deepEqual(fromFiles("[oslo_messaging_amqp]\npre_settled =").get(amqp.preSettled), []);
  });

  test("an empty number leaves the default, an empty choice only where there is one", () => {
    const path = file(
      "[DEFAULT]\nrpc_response_timeout =\n[oslo_messaging_rabbit]\nrabbit_quorum_delivery_limit =\nrabbit_redeclare_interval =\nkombu_compression =\n",
    );
    const config = loadConfiguration({ files: [path] });
    assert.equal(config.get(defaults.rpcResponseTimeout), 60);
    assert.equal(describeSource(config.source(defaults.rpcResponseTimeout)), `${path}:2`);
    assert.equal(config.get(rabbit.rabbitQuorumDeliveryLimit), 0);
    assert.equal(config.get(rabbit.rabbitRedeclareInterval), 30);
    assert.equal(config.get(rabbit.kombuCompression), "");
    failsWith({ files: [file("[oslo_messaging_rabbit]\nssl =")] }, "'' is no value", "true or false");
    failsWith({ files: [file("[oslo_messaging_rabbit]\nkombu_failover_strategy =")] }, "one of round-robin");
  });

  test("numbers may be negative where oslo.messaging takes them", () => {
    const names = ["rabbit_quorum_delivery_limit", "rabbit_quorum_max_memory_length"];
    names.push("rabbit_quorum_max_memory_bytes", "heartbeat_timeout_threshold");
    names.push("kombu_missing_consumer_retry_timeout", "rabbit_qos_prefetch_count");
    const text = names.map((name) => `${name} = -1\n`).join("");
    const config = fromFiles(`[oslo_messaging_rabbit]\n${text}`);
    assert.equal(config.get(rabbit.rabbitQuorumDeliveryLimit), -1);
    assert.equal(config.get(rabbit.heartbeatTimeoutThreshold), -1);
  });

  test("deprecated names are read, weaker than the current one in the same file", () => {
    assert.equal(fromFiles("[amqp1]\nidle_timeout=4").get(amqp.idleTimeout), 4);
    assert.equal(
      fromFiles("[oslo_messaging_amqp]\nidle_timeout=5\n[amqp1]\nidle_timeout=4").get(amqp.idleTimeout),
      5,
    );
    assert.equal(
      fromFiles("[oslo_messaging_amqp]\nidle_timeout=5", "[amqp1]\nidle_timeout=4").get(amqp.idleTimeout),
      4,
    );
    const both = fromFiles(
      "[oslo_messaging_notifications]\ndriver=log\n[DEFAULT]\nnotification_driver=noop\n",
    );
    assert.deepEqual(both.get(notifications.driver), ["noop", "log"]);
  });

  test("folders come after files, their *.conf in order of name", () => {
    const dir = join(folder, "conf.d");
    mkdirSync(dir);
    for (const [name, value] of [
      ["b.conf", "b"],
      ["a.conf", "a"],
      [".z.conf", "hidden"],
      ["z.txt", "other"],
    ] as const) {
      writeFileSync(join(dir, name), `[DEFAULT]\ncontrol_exchange=${value}`);
    }
    const config = loadConfiguration({ dirs: [dir], files: [file("[DEFAULT]\ncontrol_exchange=file")] });
    assert.equal(config.get(defaults.controlExchange), "b");
  });

  test("what cannot be read is an error", () => {
    failsWith(
      { files: ["/nowhere/x.conf"] },
      "Cannot read configuration file /nowhere/x.conf: it does not exist",
    );
    failsWith({ dirs: ["/nowhere"] }, "Cannot read configuration folder /nowhere: it does not exist");
    failsWith(
      { files: [folder] },
      `Cannot read configuration file ${folder}: it is a folder, whose files --config-dir reads`,
    );
    failsWith(
      { dirs: [import.meta.filename] },
      `Cannot read configuration folder ${import.meta.filename}: it is no folder`,
    );
    failsWith({ files: [file(new Uint8Array([0x5b, 0xff]))] }, "not UTF-8");
  });
});

describe("references", () => {
  const amqpGroup = "[oslo_messaging_amqp]\n";
  const exchange = (content: string) => fromFiles(`[DEFAULT]\n${content}`).get(defaults.controlExchange);

  for (const [content, expected] of [
    ["control_exchange = a$rpc_response_timeout", "a60"],
    ["control_exchange = ${rpc_response_timeout}s", "60s"],
    ["control_exchange = $oslo_messaging_amqp.idle_timeout", "60"],
    ["control_exchange = ${oslo_messaging_amqp.rpc_address_prefix}/x", "openstack.org/om/rpc/x"],
    ["control_exchange = x${oslo_messaging_amqp.container_name}y", "xy"],
    ["control_exchange = $$a \\$b $ $1 ${ ${}", "$a $b $ $1 ${ ${}"],
    ["control_exchange = a\\$\\$b\\\\$c", "a$$b\\$c"],
    ["control_exchange = $my_ip\nmy_ip = 10.0.0.1", "10.0.0.1"],
    ["control_exchange = $a\na = <$b>\nb = c", "<c>"],
    ["control_exchange = $other.key\n[Other]\nkey = v", "v"],
  ] as const) {
    test(JSON.stringify(content), () => assert.equal(exchange(content), expected));
  }

  test("look in their own group first, then in [DEFAULT]", () => {
    const own = fromFiles(`${amqpGroup}default_rpc_exchange = $unicast_address`);
    assert.equal(own.get(amqp.defaultRpcExchange), "unicast");
    const outer = fromFiles(
      `${amqpGroup}default_rpc_exchange = $control_exchange\n[DEFAULT]\ncontrol_exchange=nova`,
    );
    assert.equal(outer.get(amqp.defaultRpcExchange), "nova");
  });

  test("see the strongest value, whatever its source", () => {
    const config = loadConfiguration({
      files: [file(`${amqpGroup}default_rpc_exchange = $control_exchange`)],
      environment: { OS_DEFAULT__CONTROL_EXCHANGE: "env" },
    });
    assert.equal(config.get(amqp.defaultRpcExchange), "env");
  });

  test("work in the environment and on the command line, not in code", () => {
    const environment = { OS_DEFAULT__CONTROL_EXCHANGE: "a$rpc_response_timeout" };
    assert.equal(loadConfiguration({ environment }).get(defaults.controlExchange), "a60");
    const commandLine = [["control_exchange", "b$rpc_response_timeout"]] as const;
    assert.equal(loadConfiguration({ commandLine }).get(defaults.controlExchange), "b60");
    const values = { control_exchange: "c$rpc_response_timeout" };
    assert.equal(loadConfiguration({ values }).get(defaults.controlExchange), "c$rpc_response_timeout");
  });

  test("that lead nowhere or in a circle are errors", () => {
    const bad = (content: string) => ({ files: [file(`[DEFAULT]\n${content}`)] });
    failsWith(
      bad("control_exchange = $nope"),
      ".conf:2",
      /reference \$nope in control_exchange leads nowhere/,
    );
    failsWith(bad("control_exchange = $oslo_messaging_amqp"), /leads nowhere/);
    failsWith(bad("control_exchange = $CONTROL_EXCHANGE"), /leads nowhere/);
    failsWith(bad("control_exchange = $control_exchange"), /leads nowhere/);
    failsWith(bad("control_exchange = $a\na = $b\nb = $a"), /leads nowhere/);
    failsWith(bad("control_exchange = $__proto__"), /leads nowhere/);
    failsWith(bad("control_exchange = $__proto__.constructor"), /leads nowhere/);
  });

  test("in a secret are not printed when they lead nowhere", () => {
    const path = file("[DEFAULT]\ntransport_url = amqp://u:ab$geheim@h");
    assert.throws(
      () => loadConfiguration({ files: [path] }),
      (error) => error instanceof ConfigurationError && !error.message.includes("geheim"),
    );
  });
});

describe("bad values", () => {
  test("name the value, the option, the place and what is allowed", () => {
    const path = file("[oslo_messaging_amqp]\n\nlink_retry_delay = soon\n");
    failsWith(
      { files: [path] },
      `${path}:3: 'soon' is no value of oslo_messaging_amqp.link_retry_delay, which must be an integer of at least 1`,
    );
    failsWith(
      { commandLine: [["rpc_response_timeout", "-"]] },
      "command line: '-' is no value of rpc_response_timeout",
    );
    failsWith(
      { environment: { OS_OSLO_MESSAGING_AMQP__ADDRESSING_MODE: "routeable" } },
      "environment OS_OSLO_MESSAGING_AMQP__ADDRESSING_MODE",
      "one of legacy, routable, dynamic",
    );
    failsWith(
      { values: { default_send_timeout: 4 } },
      "set in code: 4 is no value",
      "an integer of at least 5",
    );
    failsWith({ values: { "oslo_messaging_amqp.pre_settled": ["rpc-cats"] } }, "rpc-cats", "rpc-call");
    failsWith({ values: { rpc_response_timeout: 5n } }, "5n");
  });

  test("of secrets are not printed", () => {
    assert.throws(
      () => loadConfiguration({ values: { ssl_key_password: ["geheim"] } }),
      (error) => error instanceof ConfigurationError && !error.message.includes("geheim"),
    );
  });

  test("an unknown name is an error", () => {
    failsWith({ values: { rpc_respons_timeout: 5 } }, 'did you mean "rpc_response_timeout"');
    failsWith({ commandLine: [["bogus", "5"]] }, "Unknown option 'bogus'");
  });

  test("an undefined value in code sets nothing", () => {
    const config = loadConfiguration({ values: { control_exchange: undefined } });
    assert.equal(describeSource(config.source(defaults.controlExchange)), "default");
  });
});

describe("environment", () => {
  test("separates the values of a repeatable option with commas", () => {
    const environment = {
      OS_OSLO_MESSAGING_AMQP__PRE_SETTLED: "rpc-call, notify",
      OS_OSLO_MESSAGING_NOTIFICATIONS__TOPICS: "a,b",
    };
    const config = loadConfiguration({ environment });
    assert.deepEqual(config.get(amqp.preSettled), ["rpc-call", "notify"]);
    assert.deepEqual(config.get(notifications.topics), ["a", "b"]);
  });

  test("knows no deprecated names, and keeps quotes", () => {
    const environment = { OS_AMQP1__IDLE_TIMEOUT: "4", OS_DEFAULT__CONTROL_EXCHANGE: '"x"' };
    const config = loadConfiguration({ environment });
    assert.equal(config.get(amqp.idleTimeout), 60);
    assert.equal(config.get(defaults.controlExchange), '"x"');
  });
});

describe("query of the transport URL", () => {
  const config = loadConfiguration();

  test("separates the values of a repeatable option with commas", () => {
    const derived = config.withQuery("oslo_messaging_amqp", [["pre_settled", "rpc-call,notify"]]);
    assert.deepEqual(derived.get(amqp.preSettled), ["rpc-call", "notify"]);
  });

  test("sets options of the driver's group only", () => {
    assert.throws(
      () => config.withQuery("oslo_messaging_amqp", [["idle_timout", "1"]]),
      /sets 'idle_timout', which is no option of \[oslo_messaging_amqp\]; did you mean "idle_timeout"\?/,
    );
    assert.throws(
      () => config.withQuery("oslo_messaging_amqp", [["rpc_response_timeout", "1"]]),
      ConfigurationError,
    );
    assert.throws(() => config.withQuery("oslo_messaging_amqp", [["__proto__", "1"]]), ConfigurationError);
  });

  test("must hold good values", () => {
    assert.throws(
      () => config.withQuery("oslo_messaging_amqp", [["idle_timeout", "x"]]),
      /query of the transport URL: 'x' is no value of oslo_messaging_amqp.idle_timeout/,
    );
  });
});

test("repeated names on a command line add up where the option may be repeated", () => {
  const commandLine = [
    ["pre_settled", "rpc-call"],
    ["amqp_pre_settled", "notify"],
  ] as const;
  assert.deepEqual(loadConfiguration({ commandLine }).get(amqp.preSettled), ["rpc-call", "notify"]);
});

test("a description masks secrets and names sources", () => {
  const described = loadConfiguration({
    values: { transport_url: "amqp://u:geheim@h", trace: true },
  }).describe();
  const find = (group: string, name: string) =>
    described.find((option) => option.group === group && option.name === name);
  assert.deepEqual(find("DEFAULT", "transport_url"), {
    group: "DEFAULT",
    name: "transport_url",
    value: "***",
    source: "set in code",
  });
  assert.equal(find("oslo_messaging_amqp", "trace")?.value, "true");
  assert.equal(find("oslo_messaging_amqp", "pre_settled")?.value, "rpc-cast,rpc-reply");
  assert.equal(find("oslo_messaging_amqp", "container_name")?.value, undefined);
  assert.equal(find("oslo_messaging_amqp", "ssl_key_password")?.value, undefined);
});
