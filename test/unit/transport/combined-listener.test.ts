import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Listener } from "../../../src/drivers/driver.js";
import { combinedListener } from "../../../src/transport/combined-listener.js";

/** A listener that counts how often it is stopped. */
class Place implements Listener {
  readonly ready: Promise<void>;
  attached = true;
  readonly problems: readonly string[];
  readonly repairs = 1;
  stops = 0;
  #callback = () => {};

  constructor(refusal?: Error, problems: readonly string[] = []) {
    this.ready = refusal === undefined ? Promise.resolve() : Promise.reject(refusal);
    this.problems = problems;
  }

  onChange(callback: () => void): void {
    this.#callback = callback;
  }

  lose(): void {
    this.attached = false;
    this.#callback();
  }

  async stop(): Promise<void> {
    this.stops += 1;
  }
}

describe("a listener in several places", () => {
  it("is there while all of them are, and stops them all", async () => {
    const places = [new Place(), new Place(undefined, ["p"]), new Place(undefined, ["p"])];
    const listener = combinedListener(places.map((place) => () => place));
    await listener.ready;
    assert.deepEqual([listener.attached, listener.problems, listener.repairs], [true, ["p"], 3]);
    let changes = 0;
    listener.onChange(() => {
      changes += 1;
    });
    places[1]?.lose();
    assert.deepEqual([listener.attached, changes], [false, 1]);
    await listener.stop();
    assert.deepEqual(
      places.map(({ stops }) => stops),
      [1, 1, 1],
    );
  });

  it("is refused when one of them is", async () => {
    const refusals = [new Error("first"), new Error("second")];
    const listener = combinedListener(
      [new Place(), ...refusals.map((each) => new Place(each))].map((place) => () => place),
    );
    await assert.rejects(listener.ready, /first/);
  });

  it("leaves none behind when another cannot be begun", () => {
    const place = new Place(new Error("stopped first"));
    const broken = () => {
      throw new Error("no such place");
    };
    assert.throws(() => combinedListener([() => place, broken]), /no such place/);
    assert.equal(place.stops, 1);
  });
});
