import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { describe, it } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { Asset } from "../../../src/console/assets.js";
import type { Backend } from "../../../src/console/backend.js";
import { silentLogger } from "../../../src/log/logger.js";
import { ask, emptyBackend, openLink, startConsole } from "./ask-console.js";

describe("requests to a console", () => {
  it("have a body of JSON, of a mebibyte at most", async (test) => {
    const console = await startConsole(test, emptyBackend());
    const cookie = await openLink(console);
    const post = async (body: string, type: string | undefined, path = "/api/calls") => {
      const headers = { cookie, ...(type !== undefined && { "content-type": type }) };
      return (await ask(console.port, path, { method: "POST", headers, body })).status;
    };
    const good = JSON.stringify({ service: "s", method: "m", kind: "call", arguments: "{}" });
    assert.equal(await post(good, "application/json"), 200);
    assert.equal(await post(good, "Application/JSON; charset=utf-8"), 200);
    for (const type of [
      undefined,
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "text/plain; application/json",
    ])
      assert.equal(await post(good, type), 415, type);
    for (const body of [
      "",
      "[]",
      "null",
      "{",
      '"a"',
      `${"[".repeat(600)}${"]".repeat(600)}`,
      '{"__proto__":{"service":"s"}}',
    ])
      assert.equal(await post(body, "application/json"), 400, body.slice(0, 30));
    const padded = (size: number) => good + " ".repeat(size - good.length);
    assert.equal(await post(padded(1024 * 1024), "application/json"), 200);
    assert.equal(await post(padded(1024 * 1024 + 1), "application/json"), 413);
    const headers = { cookie, "content-type": "application/json", "transfer-encoding": "chunked" };
    const body = padded(3 * 1024 * 1024);
    const chunked = await ask(console.port, "/api/calls", { method: "POST", headers, body }).then(
      ({ status }) => status,
      (error: NodeJS.ErrnoException) => error.code,
    );
    // The connection ends while more comes: whoever sends may notice that first.
    assert.ok([413, "ECONNRESET", "EPIPE"].includes(chunked ?? ""), String(chunked));
    assert.equal(await post(good, "application/json"), 200);
  });

  it("name what is to be done, in full and without contradiction", async (test) => {
    const console = await startConsole(test, emptyBackend());
    const cookie = await openLink(console);
    const post = async (change: object) => {
      const headers = { cookie, "content-type": "application/json" };
      const body = JSON.stringify({ service: "s", method: "m", kind: "cast", arguments: "{}", ...change });
      return (await ask(console.port, "/api/calls", { method: "POST", headers, body })).status;
    };
    const good = [{ fanout: true }, { server: "a" }, { timeout: 0.5 }, { server: null, timeout: null }];
    for (const change of good) assert.equal(await post(change), 200, JSON.stringify(change));
    const bad = [
      { service: 1 },
      { method: null },
      { kind: "both" },
      { arguments: {} },
      { server: "" },
      { server: 1 },
      { fanout: "yes" },
      { kind: "call", fanout: true },
      { fanout: true, server: "a" },
      { timeout: 0 },
      { timeout: "1" },
      { timeout: 1e9 },
    ];
    for (const change of bad) assert.equal(await post(change), 400, JSON.stringify(change));
  });

  it("get the page's own files, and nothing beside them", async (test) => {
    const console = await startConsole(test, emptyBackend());
    const headers = { cookie: await openLink(console) };
    const paths = [
      "/../package.json",
      "/%2e%2e/package.json",
      "//etc/passwd",
      "/app.js/",
      "/api",
      "http://evil.example/",
    ];
    for (const path of paths) assert.equal((await ask(console.port, path, { headers })).status, 404, path);
    const { status, headers: got, text } = await ask(console.port, "/app.js?v=1", { headers });
    assert.deepEqual(
      [status, got["content-type"], got["cache-control"]],
      [200, "text/javascript; charset=utf-8", "no-cache"],
    );
    assert.equal(text.length, 2200);
    const known = { ...headers, "if-none-match": String(got.etag) };
    assert.equal((await ask(console.port, "/app.js", { headers: known })).status, 304);
    assert.equal((await ask(console.port, "/app.js", { method: "HEAD", headers })).text, "");
    assert.equal((await ask(console.port, "/app.js", { method: "POST", headers })).status, 405);
    assert.equal((await ask(console.port, "/api/none", { headers })).status, 404);
    assert.equal((await ask(console.port, "/api/calls", { headers })).status, 405);
  });

  it("get a file in the best encoding that they take", async () => {
    const bytes = Buffer.from("hello ".repeat(100));
    const asset = new Asset("a.txt", bytes);
    const asked = async (accepted?: string) => {
      const { bytes: body, encoding } = await asset.body(accepted);
      const plain =
        encoding === "br" ? brotliDecompressSync(body) : encoding === "gzip" ? gunzipSync(body) : body;
      assert.deepEqual(plain, bytes);
      return encoding;
    };
    assert.equal(await asked(), undefined);
    assert.equal(await asked("gzip, deflate, br;q=0.5"), "br");
    assert.equal(await asked("br;q=0, gzip"), "gzip");
    assert.equal(await asked("identity, deflate"), undefined);
  });

  it("that their page gives up end what they asked for, which is no fault", async (test) => {
    let begin = (_signal: AbortSignal) => {};
    const begun = new Promise<AbortSignal>((resolve) => {
      begin = resolve;
    });
    const logged: unknown[] = [];
    const call: Backend["call"] = async (_request, signal) => {
      begin(signal);
      await once(signal, "abort");
      throw signal.reason;
    };
    const log = { ...silentLogger, error: (...words: unknown[]) => logged.push(words) };
    const console = await startConsole(test, emptyBackend({ call }), log);
    const cookie = await openLink(console);
    const headers = { cookie, "content-type": "application/json" };
    const sent = request({
      host: "127.0.0.1",
      port: console.port,
      path: "/api/calls",
      method: "POST",
      headers,
    });
    sent.on("error", () => {});
    sent.end(JSON.stringify({ service: "s", method: "m", kind: "call", arguments: "{}" }));
    const signal = await begun;
    const aborted = once(signal, "abort");
    sent.destroy();
    await aborted;
    await ask(console.port, "/api/session", { headers: { cookie } });
    assert.deepEqual(logged, []);
  });
});
