import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SerialMap } from "../../../src/amqp/engine/delivery.js";
import { CallSet, type CallTask } from "../../../src/drivers/call-task.js";
import type { IncomingRequest } from "../../../src/drivers/driver.js";
import { ExpectedReplies, type PendingCall } from "../../../src/drivers/pending-call.js";
import { RecentIds } from "../../../src/drivers/rabbit/recent-ids.js";
import { silentLogger } from "../../../src/log/logger.js";
import { MethodTallies } from "../../../src/rpc/method-tallies.js";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as (options: { type: "minor" }) => void;

/** Entries that are there at the same time, and all that come and go. */
const LIVE = 64;
const ALL = 20_000;
/** Members of an entry, 8 bytes each. */
const WEIGHT = 100;

interface Entry {
  readonly id: number;
  readonly text: string;
  readonly weight: readonly number[];
}

/** A collection as its owner uses it. */
interface Use {
  add(entry: Entry): void;
  remove(entry: Entry): void;
}

/** Bytes that get old while entries come and go in a collection that has got old itself. */
function grownOld({ add, remove }: Use): number {
  const there: Entry[] = [];
  const come = (id: number) => {
    const entry = { id, text: `id-${id}`, weight: new Array<number>(WEIGHT).fill(id) };
    there.push(entry);
    add(entry);
  };
  for (let id = 0; id < LIVE; id += 1) come(id);
  for (let quiet = 0; quiet < 4; quiet += 1) gc({ type: "minor" });
  const before = oldBytes();
  for (let id = LIVE; id < ALL; id += 1) {
    come(id);
    remove(there.shift() as Entry);
    if (id % 1_000 === 0) gc({ type: "minor" });
  }
  gc({ type: "minor" });
  return oldBytes() - before;
}

function oldBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === "old_space")?.space_used_size ?? 0;
}

const uses: Readonly<Record<string, () => Use>> = {
  "deliveries without an outcome": () => {
    const map = new SerialMap<Entry>();
    return { add: (entry) => map.set(entry.id, entry), remove: ({ id }) => map.delete(id) };
  },
  "calls that wait for their replies": () => {
    const replies = new ExpectedReplies(silentLogger);
    return {
      add: (entry) => replies.expect(entry.text, entry as unknown as PendingCall),
      remove: ({ text }) => replies.forget(text),
    };
  },
  "the calls of a client": () => {
    const calls = new CallSet();
    return {
      add: (entry) => calls.add(entry as unknown as CallTask),
      remove: (entry) => calls.delete(entry as unknown as CallTask),
    };
  },
  "requests whose methods run": () => {
    const tallies = new MethodTallies(() => true);
    const request = (entry: Entry) => Object.assign(entry, { message: { method: "echo" } });
    return {
      add: (entry) => tallies.begun(request(entry) as unknown as IncomingRequest),
      remove: (entry) => tallies.ended(entry as unknown as IncomingRequest, false),
    };
  },
  "ids that are remembered": () => {
    const ids = new RecentIds(LIVE);
    return { add: ({ text }) => ids.add(text), remove: () => {} };
  },
};

describe("what comes and goes is collected while it is young", () => {
  for (const [name, use] of Object.entries(uses)) {
    it(name, () => {
      const bytes = grownOld(use());
      // Of what there was at the same time a part may get old; all together are 16 MB.
      assert.ok(bytes < 2e6, `${bytes} bytes`);
    });
  }
});

describe("calls of a client", () => {
  it("are those that were added and not deleted, also when they are deleted meanwhile", () => {
    const calls = new CallSet();
    const [first, second, third] = [1, 2, 3].map((id) => ({ id, place: -1 }) as unknown as CallTask);
    for (const call of [first, second, third]) calls.add(call as CallTask);
    calls.delete(first as CallTask);
    assert.deepEqual(new Set(calls), new Set([second, third]));
    for (const call of calls) calls.delete(call);
    assert.equal(calls.size, 0);
  });
});

describe("ids that are remembered", () => {
  it("are the last so many at least, and not without end", () => {
    const ids = new RecentIds(10);
    for (let id = 0; id < 100; id += 1) {
      ids.add(String(id));
      for (let recent = Math.max(0, id - 9); recent <= id; recent += 1) assert.ok(ids.has(String(recent)));
      assert.ok(id < 20 || !ids.has(String(id - 20)));
    }
  });
});
