import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { askPeer } from "../../../src/cli/ask-peer.js";
import { MessageDeliveryFailure } from "../../../src/errors/delivery-errors.js";
import { Progress } from "../../../src/terminal/progress.js";

class Transport {
  closed = 0;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }
  async close(): Promise<void> {
    this.closed += 1;
  }
}

/** A terminal that keeps what is written to it. */
function terminal(isTTY: boolean, onWrite: () => void = () => {}) {
  const written: string[] = [];
  const write = (text: string) => {
    written.push(text);
    onWrite();
    return true;
  };
  return { written, progress: new Progress(0, { isTTY, columns: 80, write } as NodeJS.WriteStream) };
}

async function refused(url: string, message: string): Promise<string> {
  const transport = new Transport(url);
  const work = () => Promise.reject(new MessageDeliveryFailure(message));
  const error: Error = await askPeer(transport, undefined, work).catch((thrown) => thrown);
  assert.equal(transport.closed, 1);
  return error.message;
}

describe("asking a peer", () => {
  const message = "m on topic t was not sent: cannot connect to h:1: connection refused";

  it("says how to start the router where nobody named another peer", async () => {
    const hint = "; is a router running? npx oslo-rpc router";
    assert.equal(await refused("amqp://127.0.0.1:5672/", message), message + hint);
    assert.equal(await refused("amqp://127.0.0.1:5672", message), message + hint);
  });

  it("says of another peer to look at its address, and nothing of other trouble", async () => {
    assert.equal(
      await refused("amqp://h:1", message),
      `${message}; check the address, and that its peer is running`,
    );
    assert.equal(await refused("amqp://h:1", "something else"), "something else");
  });

  it("shows on a terminal that it waits, until it does no longer", async () => {
    let shown = () => {};
    const isShown = new Promise<void>((resolve) => {
      shown = resolve;
    });
    const { written, progress } = terminal(true, () => shown());
    await askPeer(new Transport("amqp://h:1"), "a reply", () => isShown, progress);
    assert.match(written[0] ?? "", /Waiting for a reply over amqp:\/\/h:1, \d+ s$/);
    assert.equal(written.at(-1), "\r\u001b[K");
  });
});
