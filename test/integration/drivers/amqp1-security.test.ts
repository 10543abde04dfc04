import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { getRpcTransport, MessagingError, type RpcTransport } from "../../../src/index.js";
import type { LogFields, Logger } from "../../../src/log/logger.js";
import { Router } from "../../../src/router/index.js";
import { SandboxClient } from "../../interop/support/sandbox.js";
import { until } from "../amqp/harness.js";

interface Line {
  readonly level: string;
  readonly text: string;
  readonly fields: LogFields;
}

function recorder(): Logger & { lines: Line[] } {
  const lines: Line[] = [];
  const at = (level: string) => (fields: LogFields, text: string) => void lines.push({ level, text, fields });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

const router = new Router({ port: 0, users: { users: { nova: { password: "geheim" } } } });
before(() => router.start());
after(() => router.stop({ graceful: false }));

const url = (password: string, query = "") => `amqp://nova:${password}@127.0.0.1:${router.port}/${query}`;

async function using<T>(transport: RpcTransport, use: (transport: RpcTransport) => Promise<T>): Promise<T> {
  try {
    return await use(transport);
  } finally {
    await transport.close();
  }
}

test("refused credentials end waiting calls and casts at once, and later ones too", async () => {
  await using(getRpcTransport({ url: url("falsch") }), async (transport) => {
    const client = new SandboxClient(transport, { timeout: 60 });
    const begun = performance.now();
    const waiting = [client.echo(1), client.prepare({ retry: 5 }).echo(2), client.sink(3)];
    for (const call of [...waiting, client.echo(4)]) {
      const error: unknown = await call.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof MessagingError);
      assert.equal(error.code, "AUTHENTICATION_FAILURE");
      assert.doesNotMatch(error.message, /falsch/);
    }
    await assert.rejects(client.echo(5), { code: "AUTHENTICATION_FAILURE" });
    assert.ok(performance.now() - begun < 10_000);
  });
});

test("every frame is traced when that is asked for, and no password is", async () => {
  const logger = recorder();
  const traced = () => logger.lines.filter(({ text }) => text === "AMQP frame");
  const framesShown = () =>
    traced()
      .map(({ fields }) => String(fields.frame))
      .join("\n");
  await using(
    getRpcTransport({ url: url("geheim", "?trace=true&sasl_mechanisms=PLAIN"), logger }),
    async (transport) => {
      await assert.rejects(new SandboxClient(transport, { timeout: 0.3 }).echo(1), {
        code: "MESSAGING_TIMEOUT",
      });
      // On a busy machine the call may be over before its connection is there.
      await until(() => framesShown().includes("-> ch=0 attach"), 30_000);
    },
  );
  const shown = framesShown();
  assert.ok(traced().every(({ level }) => level === "debug"));
  for (const part of [
    "-> header SASL",
    "<- sasl-mechanisms",
    "-> sasl-init",
    "<- ch=0 open",
    "-> ch=0 attach",
  ]) {
    assert.ok(shown.includes(part), `${part} in\n${shown}`);
  }
  assert.doesNotMatch(shown, /geheim/);
  assert.doesNotMatch(JSON.stringify(logger.lines), /geheim/);
});

test("nothing is traced otherwise", async () => {
  const logger = recorder();
  await using(getRpcTransport({ url: url("geheim"), logger }), async (transport) => {
    await assert.rejects(new SandboxClient(transport, { timeout: 0.2 }).echo(1));
  });
  assert.ok(!logger.lines.some(({ text }) => text === "AMQP frame"));
});

test("require_encryption refuses hosts elsewhere without TLS", () => {
  const make = (hosts: string, query: string) => () => getRpcTransport({ url: `amqp://${hosts}/?${query}` });
  assert.throws(make("nova:geheim@broker.example", "require_encryption=true"), {
    code: "CONFIGURATION_ERROR",
    message: /^require_encryption is set, and broker\.example would be connected to without TLS/,
  });
  assert.throws(make("127.0.0.1,broker.example", "require_encryption=true"), /broker\.example/);
  for (const [host, query] of [
    ["127.0.0.1", "require_encryption=true"],
    ["broker.example", "require_encryption=true&ssl=true"],
    ["broker.example", ""],
  ] as const) {
    void make(host, query)().close();
  }
});

test("a file of TLS that cannot be used is told with its option", () => {
  assert.throws(() => getRpcTransport({ url: "amqp://localhost/?ssl_ca_file=/none.pem" }), {
    code: "CONFIGURATION_ERROR",
    message: "ssl_ca_file: /none.pem: there is no such file",
  });
});
