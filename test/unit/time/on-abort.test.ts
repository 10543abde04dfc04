import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { onAbort } from "../../../src/time/on-abort.js";

describe("onAbort", () => {
  it("calls each that still waits once, in their order", () => {
    const controller = new AbortController();
    const called: number[] = [];
    const callback = () => void called.push(0);
    onAbort(controller.signal, callback);
    const forget = onAbort(controller.signal, () => void called.push(1));
    onAbort(controller.signal, callback);
    onAbort(controller.signal, () => void called.push(2));
    forget();
    controller.abort();
    forget();
    assert.deepEqual(called, [0, 0, 2]);
  });

  it("leaves out what another call back ended", () => {
    const controller = new AbortController();
    const called: string[] = [];
    onAbort(controller.signal, () => {
      called.push("first");
      forget();
    });
    const forget = onAbort(controller.signal, () => void called.push("second"));
    controller.abort();
    assert.deepEqual(called, ["first"]);
  });

  it("has one listener for all, and none when nobody waits", () => {
    const controller = new AbortController();
    const forget = Array.from({ length: 100 }, () => onAbort(controller.signal, () => {}));
    assert.equal(getEventListeners(controller.signal, "abort").length, 1);
    for (const one of forget) one();
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    onAbort(controller.signal, () => {});
    assert.equal(getEventListeners(controller.signal, "abort").length, 1);
  });
});
