import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check } from "../../soak/support/checker.js";
import type { Began, Ended, Entry, FaultWindow, History, Kind, Ran } from "../../soak/support/history.js";

/** ms at which the requests of these histories begin, long after their servers were ready. */
const AT = 100_000;
const TIMEOUT = 5_000;

function began(more: Partial<Began> = {}): Began {
  return {
    type: "began",
    id: "x",
    kind: "call",
    plan: "done",
    at: AT,
    deadline: AT + TIMEOUT,
    work: 0,
    ...more,
  };
}

function ended(more: Partial<Ended> = {}): Ended {
  return { type: "ended", id: "x", at: AT + 10, outcome: "done", mayHaveRun: true, ...more };
}

function ran(at = AT + 5): Ran {
  return { type: "ran", id: "x", at };
}

const timedOut = (at = AT + TIMEOUT): Ended => ended({ at, outcome: "MESSAGING_TIMEOUT" });

interface Doctored {
  readonly client?: readonly Entry[];
  /** A second client. */
  readonly other?: readonly Entry[];
  readonly one?: readonly Entry[];
  readonly two?: readonly Entry[];
  /** A second process of the name of the first server. */
  readonly oneAgain?: readonly Entry[];
  readonly windows?: readonly FaultWindow[];
}

/** What a client and two servers wrote: of one call that was answered, unless said otherwise. */
function history(doctored: Doctored = {}): History {
  const {
    client = [began(), ended()],
    other = [],
    one = [ran()],
    two = [],
    oneAgain,
    windows = [],
  } = doctored;
  const server = (name: string, pid: number, entries: readonly Entry[], ready = 0) => ({
    name,
    pid,
    entries: [{ type: "ready" as const, at: ready }, ...entries],
  });
  const processes = [
    { name: "client", pid: 1, entries: client },
    { name: "other", pid: 5, entries: other },
    server("one", 2, one),
    server("two", 3, two),
    ...(oneAgain === undefined ? [] : [server("one", 4, oneAgain, AT + 1_000)]),
  ];
  return { processes, windows };
}

function fault(more: Partial<FaultWindow> = {}): FaultWindow {
  return {
    kind: "a fault",
    from: AT - 1_000,
    over: AT - 500,
    to: AT + 9_000,
    touches: "all",
    redelivers: true,
    loses: false,
    ...more,
  };
}

function rulesOf(doctored: Doctored, redelivers = true): string[] {
  return check(history(doctored), { redelivers }).map(({ rule }) => rule);
}

/** A request of that kind that ended well. */
function of(kind: Kind): readonly Entry[] {
  return [began({ kind }), ended()];
}

describe("the checker of what clients and servers wrote down", () => {
  it("finds nothing in a call that was answered, gave out of time as planned, or was given up", () => {
    assert.deepEqual(rulesOf({}), []);
    assert.deepEqual(rulesOf({ client: [began({ plan: "expire" }), timedOut()] }), []);
    assert.deepEqual(rulesOf({ client: [began({ plan: "expire" }), timedOut()], one: [] }), []);
    assert.deepEqual(rulesOf({ client: [began({ plan: "abort" }), ended({ outcome: "aborted" })] }), []);
  });

  it("finds what never ended, ended twice, or was never begun", () => {
    assert.deepEqual(rulesOf({ client: [began()] }), ["settled"]);
    assert.deepEqual(rulesOf({ client: [began(), ended(), ended()] }), ["settled"]);
    assert.deepEqual(rulesOf({ client: [] }), ["unknown"]);
  });

  it("finds an end that is late, unless the client's own process did not run", () => {
    const windows = [fault()];
    const at = AT + TIMEOUT + 1_500;
    assert.deepEqual(rulesOf({ client: [began(), timedOut(at)], windows }), ["late"]);
    assert.deepEqual(rulesOf({ client: [began(), timedOut(at - 600)], windows }), []);
    const starved = { type: "starved", at: at - 600, to: at, computed: 0 } as const;
    assert.deepEqual(rulesOf({ client: [began(), starved, timedOut(at)], windows }), []);
    const before = { ...starved, at: AT, to: AT + 600 };
    assert.deepEqual(rulesOf({ client: [began(), before, timedOut(at)], windows }), ["late"]);
  });

  it("finds an answer of what was not run, and a run of what is said not to have run", () => {
    assert.deepEqual(rulesOf({ one: [] }), ["lost"]);
    const unsent = ended({ outcome: "MESSAGE_DELIVERY_FAILURE", mayHaveRun: false });
    const windows = [fault()];
    assert.deepEqual(rulesOf({ client: [began(), unsent], windows }), ["not run"]);
    assert.deepEqual(rulesOf({ client: [began(), unsent], one: [], windows }), []);
  });

  it("finds a failure that no fault explains", () => {
    const client = [began({ server: "two" }), timedOut()];
    assert.deepEqual(rulesOf({ client }), ["failed"]);
    assert.deepEqual(rulesOf({ client, windows: [fault()] }), []);
    assert.deepEqual(rulesOf({ client, windows: [fault({ touches: ["two"] })] }), []);
    assert.deepEqual(rulesOf({ client, windows: [fault({ touches: ["client"] })] }), []);
    assert.deepEqual(rulesOf({ client, windows: [fault({ touches: ["one", "another"] })] }), ["failed"]);
    assert.deepEqual(rulesOf({ client, windows: [fault({ to: AT - 1 })] }), ["failed"]);
    assert.deepEqual(rulesOf({ client, windows: [fault({ from: AT + 9_000 })] }), ["failed"]);
    const wrong = ended({ outcome: "unforeseen: another's answer" });
    assert.deepEqual(rulesOf({ client: [began(), wrong], windows: [fault()] }), ["unforeseen"]);
  });

  it("finds what ran twice, unless RabbitMQ may have delivered it again to another process", () => {
    const windows = [fault()];
    const again = ran(AT + 2_000);
    assert.deepEqual(rulesOf({ two: [again] }), ["twice"]);
    assert.deepEqual(rulesOf({ two: [again], windows }), []);
    assert.deepEqual(rulesOf({ oneAgain: [again], windows }), []);
    assert.deepEqual(rulesOf({ two: [again], windows }, false), ["twice"]);
    assert.deepEqual(rulesOf({ one: [ran(), again], windows }), ["twice"]);
    assert.deepEqual(rulesOf({ two: [again], windows: [fault({ redelivers: false })] }), ["twice"]);
    // It had run, and RabbitMQ had heard of it, long before.
    assert.deepEqual(rulesOf({ two: [again], windows: [fault({ from: AT + 2_500 })] }), ["twice"]);
    assert.deepEqual(rulesOf({ two: [ran(AT + 9_000)], windows: [fault({ from: AT + 8_000 })] }), ["twice"]);
  });

  it("lets casts be lost by a fault, confirmed ones by the end of a server, and notifications never", () => {
    const windows = [fault()];
    for (const kind of ["cast", "confirmed cast", "notification"] as const) {
      assert.deepEqual(rulesOf({ client: of(kind), one: [] }), ["lost"], kind);
    }
    assert.deepEqual(rulesOf({ client: of("cast"), one: [], windows }), []);
    assert.deepEqual(rulesOf({ client: of("confirmed cast"), one: [], windows }), ["lost"]);
    assert.deepEqual(
      rulesOf({ client: of("confirmed cast"), one: [], windows: [fault({ loses: true })] }),
      [],
    );
    assert.deepEqual(rulesOf({ client: of("notification"), one: [], windows }), ["lost"]);
    // Both are sent again when it is not known whether they have arrived.
    for (const kind of ["confirmed cast", "notification"] as const) {
      const client = of(kind);
      const twice = [ran(), ran()];
      const own = [fault({ touches: ["client"], redelivers: false })];
      assert.deepEqual(rulesOf({ client, two: [ran()], windows: own }), [], kind);
      assert.deepEqual(rulesOf({ client, two: [ran()] }), ["twice"], kind);
      assert.deepEqual(rulesOf({ client, one: twice, windows: own }, false), [], kind);
      assert.deepEqual(rulesOf({ client, one: twice, windows: own }), ["twice"], kind);
    }
  });

  it("finds a fanout that a server did not get, or got twice", () => {
    const client = of("fanout");
    assert.deepEqual(rulesOf({ client, two: [ran()] }), []);
    assert.deepEqual(rulesOf({ client }), ["lost"]);
    assert.deepEqual(rulesOf({ client, windows: [fault({ touches: ["two"] })] }), []);
    assert.deepEqual(rulesOf({ client, one: [ran(), ran()], two: [ran()], windows: [fault()] }), ["twice"]);
    // A server that was not there yet.
    assert.deepEqual(rulesOf({ client, two: [ran()], oneAgain: [] }), []);
  });

  it("takes a machine that runs nothing for a fault, and a process that computes for long for one of its own", () => {
    const stall = (computed: number) => ({ type: "starved", at: AT, to: AT + 2_000, computed }) as const;
    const client = [began(), timedOut()];
    assert.deepEqual(rulesOf({ client, one: [ran(), stall(100)] }), []);
    assert.deepEqual(rulesOf({ client, one: [ran(), stall(1_900)] }), ["failed", "blocked"]);
    assert.deepEqual(rulesOf({ client: [...client, stall(100)] }), []);
    const other = [began({ id: "y", plan: "expire" }), { ...timedOut(), id: "y" }, stall(100)];
    assert.deepEqual(rulesOf({ client, other }), ["failed"]);
    assert.deepEqual(rulesOf({ client: [...client, stall(100)], two: [ran(AT + 10)] }), ["twice"]);
  });
});
