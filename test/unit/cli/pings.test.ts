import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Pong, pingServers } from "../../../src/cli/pings.js";
import {
  MessageDeliveryFailure,
  MessageUndeliverable,
  MessagingTimeout,
  type RpcTransport,
} from "../../../src/index.js";
import type { Target } from "../../../src/messaging/target.js";

/** A transport whose servers answer, or fail as told. */
function transportOf(failures: Readonly<Record<string, Error>>): RpcTransport {
  const send = async ({ server = "" }: Target) => {
    const failure = failures[server];
    if (failure !== undefined) throw failure;
    // Later than any failure.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { response: "pong" };
  };
  return { send } as unknown as RpcTransport;
}

async function ping(failures: Readonly<Record<string, Error>>, names: readonly string[]) {
  const seen: string[] = [];
  const onPong = ({ server }: Pong) => void seen.push(server ?? "");
  const settings = { servers: names, timeout: 1, onPong };
  const outcome = await pingServers(transportOf(failures), { topic: "t" }, settings).then(
    (pongs) => pongs.map(({ server }) => server),
    (error: Error) => error.name,
  );
  return { seen, outcome };
}

describe("pings of servers by name", () => {
  for (const absence of [new MessagingTimeout("no reply"), new MessageUndeliverable("no queue")]) {
    it(`go on when one is not there (${absence.name})`, async () => {
      assert.deepEqual(await ping({ gone: absence }, ["gone", "one", "two"]), {
        seen: ["one", "two"],
        outcome: ["one", "two"],
      });
    });
  }

  it("fail with what kept one from being asked, when all are asked", async () => {
    assert.deepEqual(await ping({ bad: new MessageDeliveryFailure("no") }, ["bad", "one"]), {
      seen: ["one"],
      outcome: "MessageDeliveryFailure",
    });
  });
});
