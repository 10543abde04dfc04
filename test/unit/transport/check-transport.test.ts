import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  getRpcTransport,
  InvalidTransport,
  RpcClient,
  RpcServer,
  type RpcTransport,
} from "../../../src/index.js";
import {
  BatchNotificationListener,
  getNotificationTransport,
  NotificationListener,
  type NotificationTransport,
  Notifier,
} from "../../../src/notify/index.js";

const rpc = getRpcTransport({ url: "fake://kinds" });
const notifications = getNotificationTransport({ url: "fake://kinds" });

function refused(make: () => unknown, message: RegExp): void {
  assert.throws(make, (error) => error instanceof InvalidTransport && message.test(error.message));
}

describe("a transport of the wrong kind", () => {
  it("is refused by what sends or hears notifications, which say what makes the right one", () => {
    const transport = rpc as unknown as NotificationTransport;
    const listening = { targets: [{ topic: "things" }], endpoints: [{ info() {} }] };
    const message =
      /needs a transport of notifications, which getNotificationTransport\(\) makes, .* other kind/;
    refused(() => new Notifier(transport), message);
    refused(() => new NotificationListener(transport, listening), message);
    refused(
      () => new BatchNotificationListener(transport, { ...listening, endpoints: [], batchSize: 1 }),
      message,
    );
  });

  it("is refused by clients and servers", () => {
    const transport = notifications as unknown as RpcTransport;
    const message = /needs a transport of RPC, which getRpcTransport\(\) makes, .* other kind/;
    refused(() => new RpcClient(transport, { topic: "things" }), message);
    refused(() => new RpcServer(transport, { server: "one", endpoints: [] }), message);
  });

  it("is none at all, or what an async function has not resolved to yet", () => {
    for (const [given, what] of [
      [undefined, /type undefined/],
      [null, /null/],
      ["rabbit://", /type string/],
      [Promise.resolve(rpc), /type object/],
    ] as const) {
      refused(() => new RpcClient(given as unknown as RpcTransport, { topic: "things" }), what);
      refused(() => new Notifier(given as unknown as NotificationTransport), what);
    }
  });
});
