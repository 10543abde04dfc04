import assert from "node:assert/strict";
import { once } from "node:events";
import { Writable } from "node:stream";
import { describe, it, type TestContext } from "node:test";
import { LineBuffer } from "../../../src/console/line-buffer.js";
import { PageStream } from "../../../src/console/page-stream.js";
import { within } from "../../support/within.js";

/** A page that takes what it is sent when it is told to. */
class Page extends Writable {
  readonly #written: string[] = [];
  #taken: (() => void)[] = [];

  constructor(test: TestContext) {
    super({ highWaterMark: 1, decodeStrings: false });
    test.after(() => this.destroy());
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.#written.push(chunk);
    this.#taken.push(done);
    this.emit("written");
  }

  /** The next batch; the one before counts as taken. */
  async batch(): Promise<string> {
    for (const done of this.#taken.splice(0)) done();
    while (this.#written.length === 0) await within(10, "a batch", once(this, "written"));
    return this.#written.shift() ?? "";
  }

  get isIdle(): boolean {
    return this.#written.length === 0;
  }
}

function ids(batch: string): readonly number[] {
  const json = /^event: traffic\ndata: (.*)$/m.exec(batch)?.[1] ?? "[]";
  return (JSON.parse(json) as { id: number }[]).map(({ id }) => id);
}

describe("the stream of a page", () => {
  it("never makes anybody wait: of what a slow page does not take the oldest is lost, and counted", async (test) => {
    const page = new Page(test);
    const stream = new PageStream(page);
    const push = (from: number, to: number) => {
      for (let id = from; id <= to; id += 1) stream.traffic({ id, time: 0, kind: "cast" });
    };
    push(1, 1);
    assert.deepEqual(ids(await page.batch()), [1]);
    // The page does not take the first batch, while much comes.
    push(2, 100_001);
    stream.state("health", { state: "lost", since: "then" });
    stream.state("health", { state: "connected", since: "now" });
    assert.ok(page.isIdle);
    const batch = await page.batch();
    assert.match(
      batch,
      /^event: health\ndata: \{"state":"connected","since":"now"\}\n\nevent: lost\ndata: \{"count":98000\}\n\n/,
    );
    assert.deepEqual([ids(batch).length, ids(batch)[0], ids(batch).at(-1)], [500, 98_002, 98_501]);
    assert.deepEqual((await page.batch()).includes("event: lost"), false);
    push(100_002, 100_002);
    await page.batch();
    assert.deepEqual(ids(await page.batch()).at(-1), 100_001);
    assert.deepEqual(ids(await page.batch()), [100_002]);
  });

  it("keeps no more text than it has bounds for", () => {
    const buffer = new LineBuffer({ lines: 10, characters: 100 });
    for (let count = 0; count < 5; count += 1) buffer.push({ event: "traffic", json: "x".repeat(40) });
    const { lines, lost } = buffer.take({ lines: 10, characters: 1000 });
    assert.deepEqual([lines.length, lost], [2, 3]);
    buffer.push({ event: "traffic", json: "x".repeat(101) });
    buffer.missed(5);
    assert.deepEqual(buffer.take({ lines: 10, characters: 1000 }), { lines: [], lost: 6 });
    assert.ok(buffer.isEmpty);
  });

  it("has one event a line, whatever is in it", async (test) => {
    const page = new Page(test);
    const stream = new PageStream(page);
    stream.notification({ id: 1, time: 0, topic: "a\n\nevent: health\r\ndata: {}\u2028" });
    const batch = await page.batch();
    assert.deepEqual(batch.split(/\r\n|\r|\n/), [
      "event: notifications",
      `data: ${JSON.stringify([{ id: 1, time: 0, topic: "a\n\nevent: health\r\ndata: {}\u2028" }])}`,
      "",
      "",
    ]);
  });
});
