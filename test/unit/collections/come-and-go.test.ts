import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SerialMap } from "../../../src/amqp/engine/delivery.js";
import { type Linked, LinkedList } from "../../../src/collections/linked-list.js";
import type { IncomingRequest } from "../../../src/drivers/driver.js";
import { ExpectedReplies, type PendingCall } from "../../../src/drivers/pending-call.js";
import { RecentIds } from "../../../src/drivers/rabbit/recent-ids.js";
import type { RunningRequest } from "../../../src/instruments/request-series.js";
import { RequestTally } from "../../../src/instruments/request-tally.js";
import { silentLogger } from "../../../src/log/logger.js";
import { servedRequests } from "../rpc/support.js";

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
    const ids: string[] = [];
    return {
      add: (entry) => ids.push(replies.expect(entry as unknown as PendingCall)),
      remove: () => replies.forget(ids.shift() as string),
    };
  },
  "members of a list": () => {
    interface Member extends Entry, Linked<Member> {}
    const list = new LinkedList<Member>();
    return { add: (entry) => list.push(entry as Member), remove: (entry) => list.remove(entry as Member) };
  },
  "requests whose methods run": () => {
    const served = servedRequests(new RequestTally(), "echo");
    const request = (entry: Entry) => Object.assign(entry, { message: { method: "echo" } });
    const running: RunningRequest<IncomingRequest>[] = [];
    return {
      add: (entry) => running.push(served.begun(request(entry) as unknown as IncomingRequest, 0)),
      remove: () => {
        const oldest = running.shift() as RunningRequest<IncomingRequest>;
        oldest.ended("ok");
        served.left(oldest);
      },
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
