import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TransportHealth } from "../../../src/drivers/transport-health.js";
import { InvalidTarget, ServerListenError } from "../../../src/index.js";
import { Lifecycle } from "../../../src/transport/lifecycle.js";

/** A life whose subscription and whose work end when a test says so; it writes down what happens. */
function makeLife() {
  const events: string[] = [];
  let [subscribe, refused, finished, failed] = [
    () => {},
    (_error: Error) => {},
    () => {},
    (_error: Error) => {},
  ];
  const ready = new Promise<void>((resolve, reject) => {
    [subscribe, refused] = [resolve, reject];
  });
  const work = new Promise<void>((resolve, reject) => {
    [finished, failed] = [resolve, reject];
  });
  let attached = false;
  const watchers = new Set<(health: TransportHealth) => unknown>();
  const life = new Lifecycle({
    name: "Server one",
    transport: {
      onHealthChange: (watcher) => {
        watchers.add(watcher);
        return () => watchers.delete(watcher);
      },
    },
    listen: () => ({
      ready,
      get attached() {
        return attached;
      },
      problems: [],
      repairs: 0,
      onChange: () => {},
      stop: async () => {
        events.push("unsubscribed");
        refused(new Error("stopped first"));
      },
    }),
    changed: () => {},
    finish: async () => {
      events.push("finishing");
      await work;
    },
  });
  const subscribed = () => {
    attached = true;
    subscribe();
  };
  const closed = () => {
    const health = { healthy: false, since: new Date(), lastError: undefined, lastErrorAt: undefined };
    for (const watcher of watchers) watcher({ state: "closed", ...health });
  };
  return { life, events, subscribed, refused, finished, failed, closed, watchers };
}

describe("what listens", () => {
  it("subscribes, takes what comes, takes no more, finishes, and is done", async () => {
    const { life, events, subscribed, finished } = makeLife();
    assert.deepEqual([life.health.state, life.health.attached], ["new", false]);
    const starting = life.start();
    assert.equal(life.health.state, "starting");
    subscribed();
    await starting;
    assert.deepEqual([life.health.state, life.health.attached], ["serving", true]);
    const stopping = life.stop();
    assert.equal(life.health.state, "stopping");
    assert.equal(life.stop(), stopping);
    finished();
    await Promise.all([stopping, life.wait()]);
    assert.deepEqual([life.health.state, ...events], ["stopped", "unsubscribed", "finishing"]);
  });

  it("leaves what stands of a subscription that is refused", async () => {
    const { life, events, refused, finished, watchers } = makeLife();
    const starting = life.start();
    refused(new Error("refused"));
    await assert.rejects(starting, /refused/);
    finished();
    await life.wait();
    assert.equal(watchers.size, 0);
    assert.deepEqual([life.health.state, ...events], ["failed", "unsubscribed", "finishing"]);
    await life.stop();
    assert.equal(life.health.state, "stopped");
  });

  it("finishes what a part of it took that was refused, before it is over for who waits and for who stops it", async () => {
    const { life, refused, finished } = makeLife();
    const starting = life.start();
    refused(new Error("refused"));
    await assert.rejects(starting, /refused/);
    const over: string[] = [];
    const waiting = life.wait().then(() => over.push("waited"));
    const stopping = life.stop().then(() => over.push("stopped"));
    await new Promise(setImmediate);
    assert.deepEqual(over, []);
    finished();
    await Promise.all([waiting, stopping]);
    assert.equal(life.health.state, "stopped");
  });

  it("is stopped while it starts, and does not serve afterwards", async () => {
    const { life, finished } = makeLife();
    const starting = life.start();
    const stopping = life.stop();
    await assert.rejects(starting, /stopped first/);
    assert.equal(life.health.state, "stopping");
    finished();
    await stopping;
    assert.equal(life.health.state, "stopped");
  });

  it("does not claim to have started when it was stopped first, also where its subscription stands", async () => {
    const { life, subscribed, finished } = makeLife();
    const starting = life.start();
    subscribed();
    finished();
    const stopping = life.stop();
    await assert.rejects(starting, ServerListenError);
    await stopping;
    assert.equal(life.health.state, "stopped");
  });

  it("ends with its transport, and finishes what it took", async () => {
    const { life, events, subscribed, finished, closed, watchers } = makeLife();
    const starting = life.start();
    subscribed();
    await starting;
    closed();
    assert.equal(life.health.state, "stopping");
    finished();
    await life.wait();
    assert.deepEqual([life.health.state, ...events], ["stopped", "unsubscribed", "finishing"]);
    assert.equal(watchers.size, 0);
  });

  it("does not start when its transport ends first", async () => {
    const { life, finished, closed } = makeLife();
    const starting = life.start();
    closed();
    finished();
    await assert.rejects(starting, /stopped first/);
    await life.wait();
    assert.equal(life.health.state, "stopped");
  });

  it("starts once, and not after it was stopped", async () => {
    const again = (error: Error) =>
      error instanceof InvalidTarget &&
      error.message === "Server one has been started before; make a new one";
    const started = makeLife();
    void started.life.start();
    await assert.rejects(started.life.start(), again);
    const stopped = makeLife();
    stopped.finished();
    await stopped.life.stop();
    await assert.rejects(stopped.life.start(), again);
  });

  describe("where what it took ends with a fault", () => {
    it("is over all the same, if it could not start", async () => {
      const { life, refused, failed } = makeLife();
      const started = life.start();
      refused(new Error("no queue"));
      await assert.rejects(started, /no queue/);
      failed(new Error("a fault at the end"));
      await life.wait();
    });

    it("tells who stops it, and is over", async () => {
      const { life, subscribed, failed } = makeLife();
      const started = life.start();
      subscribed();
      await started;
      failed(new Error("a fault at the end"));
      await assert.rejects(life.stop(), /a fault at the end/);
      await life.wait();
      assert.equal(life.health.state, "stopped");
    });

    it("is over where its transport was closed", async () => {
      const { life, subscribed, failed, closed } = makeLife();
      const started = life.start();
      subscribed();
      await started;
      failed(new Error("a fault at the end"));
      closed();
      await life.wait();
    });
  });
});
