import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, it, type TestContext } from "node:test";
import {
  getRpcTransport,
  MessageDeliveryFailure,
  MessagingError,
  RpcClient,
  RpcServer,
  type RpcTransport,
  ServerListenError,
} from "../../../src/index.js";
import { Router } from "../../../src/router/index.js";
import { StandInBroker } from "../../unit/drivers/rabbit/stand-in-broker.js";
import { ThingEndpoint } from "../service/thing-service.js";

const place = { topic: "things", exchange: "causes" };

/** Times, in seconds, in which little or nothing can have happened. */
const SHORT = [0, 0.001, 0.005, 0.02];

function connect(t: TestContext, url: string): RpcTransport {
  const transport = getRpcTransport({ url });
  t.after(() => transport.close());
  return transport;
}

/** A peer that answers what it hears first, and nothing more. */
async function peer(t: TestContext, answer: Buffer, hangsUp: boolean): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => (hangsUp ? socket.end(answer) : socket.write(answer)));
    t.after(() => socket.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function startedBroker(t: TestContext): Promise<StandInBroker> {
  const broker = await new StandInBroker().start();
  t.after(() => broker.stop());
  return broker;
}

const saslHeader = Buffer.from("AMQP\x03\x01\0\0", "latin1");

function saslFrame(...body: readonly number[]): Buffer {
  return Buffer.from([0, 0, 0, 8 + body.length, 2, 1, 0, 0, ...body]);
}

/** What a server offers that takes PLAIN, and how it turns a client away. */
const offer = Buffer.concat([
  saslHeader,
  saslFrame(0x00, 0x53, 0x40, 0xc0, 0x08, 0x01, 0xa3, 0x05, ...Buffer.from("PLAIN")),
]);
const refusal = saslFrame(0x00, 0x53, 0x44, 0xc0, 0x03, 0x01, 0x50, 0x01);

/** The router of somebody with another password. */
async function guardedRouter(t: TestContext): Promise<number> {
  const router = new Router({ port: 0, users: { users: { nova: { password: "right" } } } });
  await router.start();
  t.after(() => router.stop({ graceful: false }));
  return router.port;
}

function start(transport: RpcTransport): Promise<void> {
  return new RpcServer(transport, { ...place, server: "one", endpoints: [new ThingEndpoint()] }).start();
}

/** What a call or a cast says that has so many seconds. */
async function complaint(transport: RpcTransport, kind: "call" | "cast", seconds: number): Promise<string> {
  const error: unknown = await new RpcClient(transport, place, { timeout: seconds })
    [kind]("m")
    .catch((thrown: unknown) => thrown);
  if (error === undefined) return "";
  assert.ok(error instanceof MessagingError, String(error));
  return error.message;
}

describe("over amqp://, RabbitMQ", () => {
  it("is told by its name where a server is to listen", async (t) => {
    const broker = await startedBroker(t);
    broker.refuses = () => true;
    const refused = start(connect(t, broker.url.replace("rabbit:", "amqp:")));
    await assert.rejects(refused, (error: Error) => {
      assert.match(error.message, /^Cannot listen on .* It is RabbitMQ: its URL begins with rabbit:\/\/$/);
      return error instanceof ServerListenError;
    });
  });

  it("that speaks AMQP 0-9-1 alone ends what waits for it at once", async (t) => {
    const port = await peer(t, Buffer.from("AMQP\0\0\x09\x01", "latin1"), true);
    const transport = connect(t, `amqp://127.0.0.1:${port}`);
    const client = new RpcClient(transport, place, { timeout: 3_600 });
    const reason =
      /unsupported AMQP version: 0-9-1\. amqp:\/\/ needs .* rabbit:\/\/ is its scheme, from RabbitMQ 4 on$/;
    await Promise.all([
      assert.rejects(start(transport), (error: Error) => {
        assert.match(error.message, reason);
        return error instanceof ServerListenError;
      }),
      ...[client.call("m"), client.cast("m")].map((request) =>
        assert.rejects(request, (error: Error) => {
          assert.match(error.message, reason);
          return error instanceof MessageDeliveryFailure && !error.mayHaveRun;
        }),
      ),
    ]);
  });
});

describe("a refused login", () => {
  it("ends the start of a server over amqp://, too", async (t) => {
    const port = await guardedRouter(t);
    const refused = start(connect(t, `amqp://nova:wrong@127.0.0.1:${port}`));
    await assert.rejects(refused, { name: "ServerListenError", message: /refuses the login/ });
  });

  for (const scheme of ["amqp", "rabbit"]) {
    it(`is what every later request over ${scheme}:// hears of, whatever its time`, async (t) => {
      const port = await guardedRouter(t);
      const transport = connect(t, `${scheme}://nova:wrong@127.0.0.1:${port}`);
      assert.match(await complaint(transport, "call", 3_600), /refuses the login/);
      for (const seconds of [...SHORT, 0.2, 1]) {
        for (const kind of ["call", "cast"] as const) {
          assert.match(
            await complaint(transport, kind, seconds),
            /refuses the login/,
            `${kind} ${seconds} s`,
          );
        }
      }
    });

    it(`that is slow to come over ${scheme}:// is what a request waits for`, async (t) => {
      const port = await peer(t, offer, false);
      const transport = connect(t, `${scheme}://nova:wrong@127.0.0.1:${port}`);
      const said = await complaint(transport, "call", 2);
      assert.match(said, /has not answered the login yet, as some do when the password is wrong$/);
    });

    it(`over ${scheme}:// is heard of while the next attempt is not answered`, async (t) => {
      const connections = new EventEmitter();
      let count = 0;
      const server = createServer((socket) => {
        socket.on("error", () => {});
        t.after(() => socket.destroy());
        socket.write(offer);
        count += 1;
        if (count === 1) socket.on("data", (bytes) => bytes.includes("PLAIN") && socket.end(refusal));
        else connections.emit("another");
      });
      await once(server.listen(0, "127.0.0.1"), "listening");
      t.after(() => server.close());
      const { port } = server.address() as AddressInfo;
      const transport = connect(t, `${scheme}://nova:wrong@127.0.0.1:${port}`);
      const another = once(connections, "another");
      assert.match(await complaint(transport, "call", 3_600), /refuses the login/);
      await another;
      for (const seconds of [...SHORT, 0.5]) {
        assert.match(await complaint(transport, "call", seconds), /refuses the login/, `${seconds} s`);
      }
    });
  }
});

describe("a request that has little time", () => {
  it("over rabbit:// does not blame an alarm", async (t) => {
    const broker = await startedBroker(t);
    const used = connect(t, broker.url);
    await new RpcClient(used, place, { timeout: 3_600 }).cast("m");
    for (const seconds of SHORT) {
      for (const transport of [connect(t, broker.url), used]) {
        for (const kind of ["call", "cast"] as const) {
          assert.doesNotMatch(await complaint(transport, kind, seconds), /alarm/, `${kind} ${seconds} s`);
        }
      }
    }
  });

  it("over amqp:// does not say that nobody listens", async (t) => {
    const router = new Router({ port: 0 });
    await router.start();
    t.after(() => router.stop({ graceful: false }));
    const used = connect(t, router.url);
    await start(used);
    assert.match(await complaint(used, "call", 3_600), /./);
    for (const seconds of SHORT) {
      for (const transport of [connect(t, router.url), used]) {
        for (const kind of ["call", "cast"] as const) {
          const said = await complaint(transport, kind, seconds);
          assert.doesNotMatch(said, /nobody is listening/, `${kind} ${seconds} s`);
        }
      }
    }
  });
});
