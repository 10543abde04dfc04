import assert from "node:assert/strict";
import type { Side } from "./side.js";

/** What a client and a server do together at a topic of the server; it fails where they do not. */
export type Scenario = (caller: Side, server: Side, topic: string) => Promise<void>;

let last = 0;

/** A value that no other message has. */
function token(): string {
  return `ü ${++last}`;
}

async function call(caller: Side, server: Side, topic: string): Promise<void> {
  await server.serve(topic);
  const value = { text: token(), big: 2 ** 53 - 1, none: null };
  assert.deepEqual(await caller.echo(topic, value), value);
}

async function cast(caller: Side, server: Side, topic: string): Promise<void> {
  await server.serve(topic);
  const payload = token();
  await caller.sink(topic, payload);
  await server.sunk(topic, payload);
}

async function fanout(caller: Side, server: Side, topic: string): Promise<void> {
  await server.serve(topic);
  const payload = token();
  await caller.sink(topic, payload, { fanout: true });
  await server.sunk(topic, payload);
}

async function oneServer(caller: Side, server: Side, topic: string): Promise<void> {
  await server.serve(topic);
  const value = token();
  assert.equal(await caller.echo(topic, value, server.name), value);
}

/** The exception is declared, and has keyword arguments. */
async function exception(caller: Side, server: Side, topic: string): Promise<void> {
  await server.serve(topic);
  const message = token();
  const seen = await caller.failure(topic, message);
  assert.deepEqual(seen, { name: "NotReady", message, kwargs: { retry_after: 3 } });
}

async function notification(caller: Side, server: Side, topic: string): Promise<void> {
  const notifications = `notifications-${topic}`;
  await server.listen(notifications);
  const payload = token();
  await caller.notify(notifications, payload);
  await server.notified(payload);
}

/** Both serve one topic: the caller reaches either by its name, and both at once. */
async function sharedTopic(caller: Side, server: Side, topic: string): Promise<void> {
  const shared = `shared-${topic}`;
  await caller.serve(shared);
  await server.serve(shared);
  for (const { name } of [caller, server]) assert.equal(await caller.echo(shared, name, name), name);
  const payload = token();
  await caller.sink(shared, payload, { fanout: true });
  await Promise.all([caller.sunk(shared, payload), server.sunk(shared, payload)]);
}

/** By feature, as the page of compatibility has them. */
export const scenarios = {
  call,
  cast,
  fanout,
  "one server": oneServer,
  "topic shared with Python": sharedTopic,
  notification,
  exception,
} as const satisfies Readonly<Record<string, Scenario>>;
