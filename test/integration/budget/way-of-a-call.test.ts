import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { TYPESCRIPT } from "../../support/node-words.js";
import { hookLimit } from "../../support/peers.js";
import type { Order } from "./call-process.js";

const PROGRAM = fileURLToPath(new URL("call-process.ts", import.meta.url));
const PAGE = fileURLToPath(new URL("../../../docs/architecture.md", import.meta.url));

/** Most files that a call may enter at one of its sides. */
const MOST = 30;

/** So many calls are looked at: what only some of them do, as giving credit, is not the way of each. */
const CALLS = 50;

type Role = "client" | "server" | "router";

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [{ answer }] = (await once(child, "message")) as [{ answer: unknown }];
  return answer;
}

async function tell(child: ChildProcess, order: Order): Promise<unknown> {
  const answer = answerOf(child);
  child.send(order);
  return await answer;
}

/** The files under one heading of the page, from `src/`. */
function documented(role: Role): string[] {
  const page = readFileSync(PAGE, "utf8");
  const row = page.split("\n").find((line) => line.startsWith(`| ${role} |`)) ?? "";
  return [...row.matchAll(/`([^`]+)`/g)].map((match) => `src/${match[1]}`).sort();
}

describe("the way of a call over amqp://", () => {
  const children: ChildProcess[] = [];
  const entered = new Map<Role, string[]>();

  async function start(...words: string[]): Promise<{ child: ChildProcess; ready: string }> {
    const child = fork(PROGRAM, words, { execArgv: [...TYPESCRIPT] });
    children.push(child);
    return { child, ready: (await answerOf(child)) as string };
  }

  before(async () => {
    const router = await start("router");
    const [server, client] = await Promise.all([
      start("server", router.ready),
      start("client", router.ready),
    ]);
    // What is compiled, attached and remembered once is no part of the way.
    await tell(client.child, { calls: 100 });
    const sides: [Role, ChildProcess][] = [
      ["client", client.child],
      ["server", server.child],
      ["router", router.child],
    ];
    for (const [, child] of sides) await tell(child, "begin");
    await tell(client.child, { calls: CALLS });
    // With each of these calls the outcomes and replies of all before them have come.
    for (const [role, child] of sides) {
      const counts = (await tell(child, "end")) as Record<string, number>;
      const files = Object.keys(counts).filter((file) => (counts[file] ?? 0) >= CALLS - 2);
      entered.set(role, files.sort());
    }
  }, hookLimit);
  after(async () => {
    for (const child of children.reverse()) {
      const exit = once(child, "exit");
      child.send("stop");
      await exit;
    }
  }, hookLimit);

  for (const role of ["client", "server", "router"] as const) {
    it(`enters at most ${MOST} files at the ${role}, those that docs/architecture.md names`, () => {
      const files = entered.get(role) ?? [];
      assert.ok(files.length > 10, "something was counted");
      assert.ok(files.length <= MOST, `${files.length} files: ${files.join(" ")}`);
      assert.deepEqual(files, documented(role));
    });
  }
});
