import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  getRpcTransport,
  type LogFields,
  type Logger,
  loadConfiguration,
  RpcServer,
} from "../../src/index.js";
import { rheaPeer, Started, startRouter, until } from "../integration/amqp/harness.js";
import { amqpHeader, frame, rawClient, saslHeader } from "../integration/router/raw-client.js";
import { ThingClient, ThingEndpoint, thingDescriptor } from "../integration/service/thing-service.js";
import { RawCaller } from "./support/raw-rpc.js";

const limit = { timeout: 60_000 };
const { namespace } = thingDescriptor;

/** Begins a line of its own, erases the last one, and turns the direction of what follows. */
const EVIL = "a\r\nERROR forged\u001b[2K\u001b]0;title\u0007\u009b31m\u202eb";
const ESCAPED = "a\\u000d\\u000aERROR forged\\u001b[2K\\u001b]0;title\\u0007\\u009b31m\\u202eb";

/** A logger that keeps what it is given. */
function recorder(): Logger & { readonly lines: [LogFields, string][] } {
  const lines: [LogFields, string][] = [];
  const write = (...line: [LogFields, string]) => void lines.push(line);
  return { lines, debug: write, info: write, warn: write, error: write };
}

/** Nothing in the lines is obeyed by a terminal, and what the peer said is there to read. */
function check(lines: readonly [LogFields, string][], member: string): void {
  for (const [fields, message] of lines) {
    for (const text of [message, ...Object.values(fields)]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      if (typeof text === "string") assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u202e]/);
    }
  }
  const said = lines.map(([fields]) => String(fields[member])).find((text) => text.includes(ESCAPED));
  assert.ok(said !== undefined, JSON.stringify(lines));
}

describe("line ends and escape sequences are escaped in log lines", () => {
  const started = new Started();
  after(() => started.stop());
  const connect = (url: string, logger: Logger) => {
    const values = { connection_retry_interval_max: 1, "oslo_messaging_amqp.trace": true };
    const transport = getRpcTransport({ url, logger, configuration: loadConfiguration({ values }) });
    started.add(() => transport.close());
    return transport;
  };

  it(
    "of a router, when they come in a container's name, a link's name and a user's name",
    limit,
    async () => {
      const logger = recorder();
      const router = await startRouter(started, { logger, trace: true, users: { users: {}, anonymous: {} } });
      const client = await rawClient(started, router.port);
      client.socket.write(Buffer.concat([amqpHeader, frame("open", { container_id: EVIL, hostname: EVIL })]));
      await until(() => logger.lines.some(([, text]) => text === "client connected"));
      check(logger.lines, "container");
      const guess = await rawClient(started, router.port);
      const response = Buffer.from(`\0${EVIL}\0password`);
      const body = Buffer.concat([
        Buffer.from("005341c0", "hex"),
        Buffer.from([response.length + 10, 2, 0xa3, 5]),
        Buffer.from("PLAIN"),
        Buffer.from([0xa0, response.length]),
        response,
      ]);
      const head = Buffer.alloc(8);
      head.writeUInt32BE(8 + body.length);
      head.writeUInt16BE(0x0201, 4);
      guess.socket.write(Buffer.concat([saslHeader, head, body]));
      await guess.closed;
      check(logger.lines, "user");
    },
  );

  it("of a client, when they come in the reason for a close or a detach", limit, async () => {
    for (const what of ["connection", "link"]) {
      const logger = recorder();
      const error = { condition: `x:${EVIL}`, description: EVIL };
      const { port } = await rheaPeer(started, {
        connection_open: ({ connection }) => {
          if (what === "connection") connection.close(error);
        },
        sender_open: ({ sender }) => sender.set_source({ address: "replies" } as never),
        receiver_open: ({ receiver }) => receiver.close(error),
      });
      const transport = connect(`amqp://127.0.0.1:${port}`, logger);
      const call = new ThingClient(transport, { timeout: 30 }).echo("x");
      call.catch(() => {});
      const known = ["AMQP connection lost or not made", "AMQP sender detached"];
      await until(() => logger.lines.some(([, text]) => known.includes(text)), 30_000);
      check(logger.lines, "reason");
      await transport.close();
    }
  });

  it("of a server, when they come in a reply address or the name of a method", limit, async () => {
    const logger = recorder();
    const router = await startRouter(started);
    const transport = connect(router.url, logger);
    const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()] });
    await server.start();
    started.add(() => server.stop());
    const caller = await RawCaller.connect(started, router.port);
    const request = (method: string) =>
      JSON.stringify({ request: { method, namespace, version: "1.0", args: {} }, context: {} });
    await caller.ask(request("who"), `openstack.org/om/rpc/${EVIL}`);
    await caller.call(request(EVIL));
    check(logger.lines, "address");
  });
});
