import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationError } from "../../../src/errors/setup-errors.js";
import { Router } from "../../../src/router/index.js";
import { defaultLimits, limitsWith } from "../../../src/router/limits.js";

test("limits that are given take the place of the default ones", () => {
  assert.deepEqual(limitsWith({}), defaultLimits);
  assert.deepEqual(limitsWith({ idleTimeout: 0 }), { ...defaultLimits, idleTimeout: 0 });
});

test("every default is within its range, and the largest number is refused where it would be cut", () => {
  assert.deepEqual(limitsWith(defaultLimits), defaultLimits);
  for (const name of ["handshakeTimeout", "idleTimeout", "senderCredit"] as const) {
    assert.throws(() => limitsWith({ [name]: 2 ** 31 }), ConfigurationError, name);
  }
});

test("a limit that there is not, or cannot be, is an error that says what could", () => {
  const mistakes: readonly (readonly [object, RegExp])[] = [
    [{ maxConections: 5 }, /^The router has no limit "maxConections"; did you mean "maxConnections"\?$/],
    [{ toString: 5 }, /^The router has no limit "toString"/],
    [{ foo: 5 }, /^The router has no limit "foo"; its limits are .*maxConnections, .*loginPause$/],
    [
      { maxFrameSize: 100 },
      /^The router's limit maxFrameSize is a whole number from 512 to 4294967295, not 100$/,
    ],
    [{ maxSessions: 65_537 }, /from 1 to 65536, not 65537$/],
    [{ heldMessages: 0 }, /from 1 to 9007199254740991, not 0$/],
    [{ heldBytes: 1.5 }, /not 1\.5$/],
    [{ heldBytes: Number.NaN }, /not NaN$/],
    [{ heldBytes: "5" }, /not '5'$/],
    [{ heldBytes: undefined }, /not undefined$/],
  ];
  for (const [limits, message] of mistakes) {
    assert.throws(() => new Router({ limits }), { name: "ConfigurationError", message }, String(message));
  }
});
