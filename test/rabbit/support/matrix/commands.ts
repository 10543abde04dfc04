import assert from "node:assert/strict";
import { osloRpc, type RunningCommand } from "../../../integration/commands/command.js";
import type { Side } from "./side.js";

async function succeeds(command: RunningCommand): Promise<string> {
  const { code, stdout, stderr } = await command.end();
  assert.equal(code, 0, stderr);
  return stdout;
}

/** `ping`, `call`, `cast` and `notify` with the file of a service, which a Python server and listener answer. */
export async function commandsToPython(
  file: string,
  place: { readonly exchange: string },
  python: Side,
  topic: string,
): Promise<void> {
  const notifications = `commands-${topic}`;
  await Promise.all([python.serve(topic), python.listen(notifications)]);
  const at = ["--config-file", file, "--exchange", place.exchange, "--server", python.name];
  const rpc = ["--namespace", "my-namespace", "--timeout", "30"];
  const [pinged, called] = await Promise.all([
    succeeds(osloRpc("ping", ...at, "--timeout", "30", topic)),
    succeeds(osloRpc("call", ...at, ...rpc, topic, "methodA", "arg1=a")),
    succeeds(osloRpc("cast", ...at, "--namespace", "my-namespace", topic, "sink", "payload=from cast")),
    succeeds(osloRpc("notify", "--config-file", file, notifications, "from.us", "from notify")),
  ]);
  assert.ok(pinged.startsWith(`${python.name}: pong`), pinged);
  assert.deepEqual(JSON.parse(called), { arg1: "a" });
  await Promise.all([python.sunk(topic, "from cast"), python.notified("from notify")]);
}

/** `listen` with the file of a service, for what a Python notifier sends. */
export async function commandsFromPython(file: string, python: Side, topic: string): Promise<void> {
  const notifications = `listen-${topic}`;
  const words = ["--config-file", file, "--priority", "info", "--count", "1", "--timeout", "60", "--json"];
  const listening = osloRpc("listen", ...words, notifications);
  try {
    await listening.errorLine(/^Listening/);
    await python.notify(notifications, "for listen");
    assert.match(await succeeds(listening), /for listen/);
  } finally {
    await listening.stop();
  }
}
