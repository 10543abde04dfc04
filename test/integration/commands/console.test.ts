import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import type { Session } from "../../../src/console/api.js";
import { hookLimit } from "../../support/peers.js";
import { ask, openLink } from "../../unit/console/ask-console.js";
import { RunningCommand } from "./command.js";

it(
  "oslo-rpc console prints a link that works once, as JSON where it is asked to, and ends with a signal",
  hookLimit,
  async (test) => {
    const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-console-"));
    test.after(() => rmSync(folder, { recursive: true }));
    const page = join(folder, "node_modules", "oslo-rpc-console");
    mkdirSync(join(page, "dist"), { recursive: true });
    writeFileSync(join(page, "package.json"), JSON.stringify({ name: "oslo-rpc-console", version: "0.0.1" }));
    writeFileSync(join(page, "dist", "index.html"), "<!doctype html><title>Console</title>");
    const url = "amqp://nova:secret@127.0.0.1:1";
    const words = ["console", "my-topic", "--json", "--read-only", "--no-tap", "--debug", "--url", url];
    const command = new RunningCommand("src/cli/main.ts", words, {}, folder);
    test.after(() => command.stop());
    const { url: link } = JSON.parse(await command.line()) as { url: string };
    const console = { link, port: Number(new URL(link).port) };
    const cookie = await openLink(console);
    const get = (path: string) => ask(console.port, path, { headers: { cookie } });
    const { text, headers } = await get("/");
    assert.match(text, /<title>/i);
    assert.match(String(headers["content-type"]), /^text\/html/);
    const session = JSON.parse((await get("/api/session")).text) as Session;
    assert.deepEqual([session.readOnly, session.transport], [true, "amqp://nova:***@127.0.0.1:1"]);
    assert.deepEqual(session.views.tap, { on: false, why: "the console was started with --no-tap" });
    await get("/api/services");
    assert.equal((await ask(console.port, new URL(link).pathname + new URL(link).search)).status, 401);
    const { code, stdout, stderr } = await command.stop();
    assert.deepEqual([code, stdout.trim().split("\n").length], [0, 1]);
    const [token = "", value = ""] = [
      new URL(link).searchParams.get("token") ?? "",
      cookie.split("=")[1] ?? "",
    ];
    assert.ok(
      token !== "" && !stderr.includes(token) && !stderr.includes(value) && !stderr.includes("secret"),
      stderr,
    );
  },
);
