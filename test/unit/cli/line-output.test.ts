import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { LineOutput } from "../../../src/cli/line-output.js";

/** A reader that takes nothing until it is told to. */
class SlowReader extends Writable {
  text = "";
  #taken: (() => void) | undefined;
  #isOpen = false;

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this.text += chunk.toString();
    if (this.#isOpen) callback();
    else this.#taken = callback;
  }

  open(): void {
    this.#isOpen = true;
    this.#taken?.();
  }
}

test("beyond a limit lines are left out, and their number stands in their place", async () => {
  const reader = new SlowReader();
  const output = new LineOutput(reader, (count) => `${count} missed`, 100);
  const line = "x".repeat(49);
  const written = Array.from({ length: 1_000 }, () => output.write(line)).filter(Boolean).length;
  assert.equal(written, 3);
  assert.ok(reader.writableLength <= 150);
  reader.open();
  await new Promise((resolve) => reader.write("", resolve));
  assert.equal(output.write("after"), true);
  output.end();
  await new Promise<void>((resolve) => reader.end(() => resolve()));
  assert.deepEqual(reader.text.split("\n"), [line, line, line, "997 missed", "after", ""]);
});

test("lines that come together are written together, and before whatever comes later", async () => {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      chunks.push(chunk.toString());
      callback();
    },
  });
  const output = new LineOutput(stream, String);
  for (const line of ["one", "two"]) output.write(line);
  assert.deepEqual(chunks, []);
  await new Promise(setImmediate);
  output.write("three");
  output.end();
  assert.deepEqual(chunks, ["one\ntwo\n", "three\n"]);
});

test("what is missed at the end is told as well", async () => {
  const reader = new SlowReader();
  const output = new LineOutput(reader, (count) => `${count} missed`, 1);
  for (const line of ["one", "two", "three"]) output.write(line);
  output.end();
  reader.open();
  await new Promise<void>((resolve) => reader.end(() => resolve()));
  assert.equal(reader.text, "one\n2 missed\n");
});
