import assert from "node:assert/strict";
import { it } from "node:test";
import { Command } from "commander";
import { defineConsole } from "../../../src/cli/commands/console.js";
import { defineList } from "../../../src/cli/commands/ls.js";
import { UsageError } from "../../../src/terminal/usage-error.js";

for (const [name, define] of [
  ["ls", defineList],
  ["console", defineConsole],
] as const) {
  const command = () => define(new Command(name));

  it(`${name} takes an HTTP URL for --http, and says at once what it is not`, () => {
    for (const text of ["localhost:8080", "8080", "", "ftp://a", "file:///tmp", "amqp://127.0.0.1:5672"])
      assert.throws(
        () => command().parse(["--http", text], { from: "user" }),
        new UsageError(`--http takes a URL as http://127.0.0.1:8080, not ${JSON.stringify(text)}`),
      );
  });

  it(`${name} does not repeat the login of a URL for --http`, () => {
    assert.throws(
      () => command().parse(["--http", "https://me:secret@broker:15671"], { from: "user" }),
      (error) =>
        error instanceof UsageError && /without a login/.test(error.message) && !/secret/.test(error.message),
    );
  });
}
