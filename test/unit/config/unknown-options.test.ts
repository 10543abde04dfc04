import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { loadConfiguration } from "../../../src/config/configuration.js";
import type { LogFields, Logger } from "../../../src/log/logger.js";

const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-unknown-"));
after(() => rmSync(folder, { recursive: true }));
let count = 0;

function file(content: string): string {
  count += 1;
  const path = join(folder, `f${count}.conf`);
  writeFileSync(path, content);
  return path;
}

function recorder(): { readonly logger: Logger; readonly warnings: [LogFields, string][] } {
  const warnings: [LogFields, string][] = [];
  const ignore = (): void => {};
  const warn = (fields: LogFields, message: string) => warnings.push([fields, message]);
  return { warnings, logger: { debug: ignore, info: ignore, error: ignore, warn } };
}

/** What the standard error gets meanwhile. */
function standardErrorOf(action: () => void): string[] {
  const lines: string[] = [];
  const write = process.stderr.write;
  process.stderr.write = (text: string | Uint8Array) => lines.push(String(text)) > 0;
  try {
    action();
  } finally {
    process.stderr.write = write;
  }
  return lines;
}

/** The section that openstack-helm writes, its misspelt option included. */
const OPENSTACK_HELM = `[oslo_messaging_rabbit]
amqp_durable_queues = true
rabbit_quorum_queues = true
rabbit_transient_quorum_queue = true
use_queue_manager = true
`;

test("deprecated and unknown names are told once each, the unknown ones with the nearest", () => {
  const { logger, warnings } = recorder();
  const path = file(
    "[DEFAULT]\nmine = 1\n[amqp1]\nidle_timeout = 1\nidle_timeout = 2\n[Oslo_Messaging_AMQP]\nidle_timout = 5\ntrace=1\n[other]\nx=1\n",
  );
  const environment = {
    OS_OSLO_MESSAGING_AMQP__IDLE: "5",
    OS_DEFAULT__MINE: "1",
    OS_OSLO_MESSAGING_AMQP__TRACE: "0",
  };
  for (let time = 1; time <= 2; time += 1) loadConfiguration({ files: [path, path], environment, logger });
  const [unknown, variable, ...deprecated] = warnings;
  const group = "oslo_messaging_amqp";
  assert.deepEqual(unknown, [
    { option: "idle_timout", group, source: `${path}:7` },
    'The configuration sets an unknown option; did you mean "idle_timeout"?',
  ]);
  assert.deepEqual(variable, [
    { option: "idle", group, source: "environment OS_OSLO_MESSAGING_AMQP__IDLE" },
    'The configuration sets an unknown option; did you mean "idle_timeout"?',
  ]);
  assert.deepEqual(deprecated[0], [
    {
      file: path,
      line: 4,
      option: "idle_timeout",
      group: "amqp1",
      use: "oslo_messaging_amqp.idle_timeout",
    },
    "The configuration uses a deprecated option name",
  ]);
});

describe("an unknown option", () => {
  test("is told on the standard error where there is no logger, once a process", () => {
    const path = file(OPENSTACK_HELM);
    const lines = standardErrorOf(() => {
      loadConfiguration({ files: [path] });
      loadConfiguration({ files: [path] });
    });
    assert.equal(lines.length, 1, lines.join(""));
    assert.match(
      lines[0] ?? "",
      /^\S+ WARNING The configuration sets an unknown option; did you mean "rabbit_quorum_queue"\? option="rabbit_quorum_queues"/,
    );
    assert.ok(lines[0]?.includes(`${path}:3`), lines[0]);
  });

  test("of another group is said to belong there", () => {
    const { logger, warnings } = recorder();
    const path = file("[oslo_messaging_amqp]\nrabbit_quorum_queue = true\nrpc_response_timeout = 3\n");
    loadConfiguration({ files: [path], logger });
    assert.deepEqual(
      warnings.map(([, message]) => message),
      [
        "The configuration sets an unknown option; it belongs in [oslo_messaging_rabbit]",
        "The configuration sets an unknown option; it belongs in [DEFAULT]",
      ],
    );
  });

  test("stands in the description, behind those of its group, without its value", () => {
    const path = file(`${OPENSTACK_HELM}[oslo_messaging_amqp]\nssl_key_pasword = geheim\n`);
    let rows: ReturnType<ReturnType<typeof loadConfiguration>["describe"]> = [];
    const { logger } = recorder();
    rows = loadConfiguration({ files: [path], logger })
      .withQuery("oslo_messaging_rabbit", [])
      .describe();
    const unknown = rows.filter(({ problem }) => problem !== undefined);
    assert.deepEqual(unknown, [
      {
        group: "oslo_messaging_amqp",
        name: "ssl_key_pasword",
        value: "***",
        source: `${path}:7`,
        problem: 'unknown option; did you mean "ssl_key_password"?',
      },
      {
        group: "oslo_messaging_rabbit",
        name: "rabbit_quorum_queues",
        value: "***",
        source: `${path}:3`,
        problem: 'unknown option; did you mean "rabbit_quorum_queue"?',
      },
    ]);
    const groups = rows.map(({ group }) => group);
    assert.deepEqual(
      groups,
      [...new Set(groups)].flatMap((name) => groups.filter((group) => group === name)),
    );
  });

  test("is none in the groups of oslo.messaging's own tracing and metrics", () => {
    const { logger, warnings } = recorder();
    const path = file(
      "[oslo_messaging_tracing]\ntracing_enabled = true\notlp_protocol = grpc\n[oslo_messaging_metrics]\nmetrics_enabled = true\nmetrics_buffer_sise = 5\n",
    );
    loadConfiguration({ files: [path], logger });
    assert.deepEqual(
      warnings.map(([fields, message]) => [fields.option, message]),
      [
        [
          "metrics_buffer_sise",
          'The configuration sets an unknown option; did you mean "metrics_buffer_size"?',
        ],
      ],
    );
  });
});
