import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("../../../src/", import.meta.url));
const FOLDERS = ["amqp", "drivers", "workers"];

/** Timers that limit how long something may take, and are taken back with it. They start nothing. */
const LIMITS = [
  "amqp/client/connection.ts",
  "amqp/client/opening.ts",
  "amqp/client/receiver-attachment.ts",
  "amqp/engine/heartbeat.ts",
  "amqp/socket/dial.ts",
  "amqp/socket/socket-end.ts",
  "drivers/pending-call.ts",
  "workers/worker-pool.ts",
  "workers/worker-process.ts",
];

it("what is started after a while is started by a lifetime, which ends with its owner", () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(SOURCE, folder), { recursive: true, encoding: "utf8" }).map(
      (file) => `${folder}/${file}`,
    ),
  ).filter((file) => file.endsWith(".ts"));
  const withTimers = files.filter((file) =>
    /\b(?:timers\.after|setTimeout|setInterval)\(/.test(readFileSync(join(SOURCE, file), "utf8")),
  );
  assert.deepEqual(withTimers.sort(), LIMITS);
});
