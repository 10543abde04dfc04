import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { recordingLogger } from "../notify/recording-logger.js";
import { ask, emptyBackend, openLink, startConsole } from "./ask-console.js";

const JSON_TYPE = { "content-type": "application/json" };

function linkPath(link: string): string {
  const { pathname, search } = new URL(link);
  return pathname + search;
}

describe("who may ask a console", () => {
  it("lets nobody in without the cookie, whatever the path", async (test) => {
    const { port } = await startConsole(test, emptyBackend());
    for (const path of [
      "/",
      "/app.js",
      "/index.html",
      "/none",
      "/?token",
      "/?token=",
      "/?token=x",
      "/?a=b",
    ]) {
      const { status, text } = await ask(port, path);
      assert.equal(status, 401, path);
      assert.match(text, /^open the link .+\n$/, path);
    }
    for (const path of ["/api/session", "/api/services", "/api/events", "/api/none"]) {
      const { status, text } = await ask(port, path);
      assert.equal(status, 401, path);
      assert.equal(JSON.parse(text).error, "unauthorized");
    }
    const call = await ask(port, "/api/calls", { method: "POST", headers: JSON_TYPE, body: "{}" });
    assert.equal(call.status, 401);
  });

  it("changes the token of the link for a cookie once", async (test) => {
    const { link, port } = await startConsole(test, emptyBackend());
    assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
    // Who only looks ahead has not opened it.
    assert.equal((await ask(port, linkPath(link), { method: "HEAD" })).status, 401);
    const first = await ask(port, linkPath(link));
    assert.deepEqual([first.status, first.headers.location, first.text], [303, "/", ""]);
    const [cookie = ""] = first.headers["set-cookie"] ?? [];
    assert.match(
      cookie,
      new RegExp(`^oslo-rpc-console-${port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    );
    const second = await ask(port, linkPath(link));
    assert.deepEqual([second.status, second.headers["set-cookie"]], [401, undefined]);
    const headers = { cookie: `a=b; ${cookie.split(";")[0]}; c` };
    assert.equal((await ask(port, "/", { headers })).status, 200);
    // Its own browser may load the link again.
    const again = await ask(port, linkPath(link), { headers });
    assert.deepEqual(
      [again.status, again.headers.location, again.headers["set-cookie"]],
      [303, "/", undefined],
    );
  });

  it("takes neither the token for the cookie, nor another's cookie", async (test) => {
    const console = await startConsole(test, emptyBackend());
    const { link, port } = console;
    const token = new URL(link).searchParams.get("token") ?? "";
    const cookie = await openLink(console);
    const value = cookie.slice(cookie.indexOf("=") + 1);
    const wrong = [
      `oslo-rpc-console-${port}=${token}`,
      `oslo-rpc-console-${port}=`,
      `oslo-rpc-console-${port}`,
      `oslo-rpc-console-${port}=${value}x`,
      `oslo-rpc-console-${port + 1}=${value}`,
      `${value}`,
    ];
    for (const each of wrong)
      assert.equal((await ask(port, "/", { headers: { cookie: each } })).status, 401, each);
  });

  it("answers only to the names of this machine, so that no other name can lead to it", async (test) => {
    const console = await startConsole(test, emptyBackend());
    const { port, link } = console;
    const rebound = [
      "evil.example",
      `evil.example:${port}`,
      "127.0.0.1",
      `127.0.0.1:${port + 1}`,
      `127.0.0.1:${port}.evil.example`,

      `localhost.:${port}`,
      `[::]:${port}`,
    ];
    for (const host of rebound) {
      const { status, headers } = await ask(port, linkPath(link), { headers: { host } });
      assert.deepEqual([status, headers["set-cookie"]], [421, undefined], host);
    }
    const cookie = await openLink(console);
    for (const host of rebound)
      assert.equal((await ask(port, "/api/session", { headers: { host, cookie } })).status, 421, host);
    for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
      assert.equal((await ask(port, "/api/session", { headers: { host, cookie } })).status, 200, host);
  });

  it("refuses what another page asks, also one of another port of this machine", async (test) => {
    const console = await startConsole(test, emptyBackend());
    const { port } = console;
    const cookie = await openLink(console);
    const others = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: "" },
      { origin: `http://127.0.0.1:${port + 1}` },
      { origin: `https://127.0.0.1:${port}` },
      { origin: `http://localhost:${port}` },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "" },
    ];
    for (const other of others) {
      const got = await ask(port, "/api/session", { headers: { cookie, ...other } });
      assert.equal(got.status, 403, JSON.stringify(other));
      assert.equal(got.headers["access-control-allow-origin"], undefined);
      const headers = { cookie, ...JSON_TYPE, ...other };
      assert.equal((await ask(port, "/api/calls", { method: "POST", headers, body: "{}" })).status, 403);
    }
    const own = { cookie, origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "same-origin" };
    assert.equal((await ask(port, "/api/session", { headers: own })).status, 200);
    assert.equal((await ask(port, "/", { headers: { cookie, "sec-fetch-site": "none" } })).status, 200);
    const preflight = await ask(port, "/api/calls", { method: "OPTIONS", headers: { cookie } });
    assert.deepEqual([preflight.status, preflight.headers["access-control-allow-origin"]], [405, undefined]);
  });

  it("sends with each answer what keeps others from framing, reading and loading it", async (test) => {
    const console = await startConsole(test, emptyBackend());
    const { port } = console;
    const cookie = await openLink(console);
    const answers = [
      await ask(port, "/"),
      await ask(port, "/", { headers: { cookie } }),
      await ask(port, "/api/session", { headers: { cookie } }),
      await ask(port, "/none", { headers: { cookie } }),
      await ask(port, "/", { headers: { host: "evil.example" } }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 200, 200, 404, 421],
    );
    for (const { headers } of answers) {
      const policy = String(headers["content-security-policy"]);
      assert.equal(
        policy,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      assert.equal(headers["x-frame-options"], "DENY");
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["referrer-policy"], "no-referrer");
      assert.equal(headers["cross-origin-opener-policy"], "same-origin");
      assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    }
    assert.equal(answers[2]?.headers["cache-control"], "no-store");
    assert.equal(answers[0]?.headers["cache-control"], "no-store");
  });

  it("never logs the token", async (test) => {
    const { logger, lines } = recordingLogger();
    const session = () => {
      throw new Error("broken");
    };
    const console = await startConsole(test, emptyBackend({ session }), logger);
    const cookie = await openLink(console);
    const token = new URL(console.link).searchParams.get("token") ?? "";
    const { status, text } = await ask(console.port, `/api/session?token=${token}`, { headers: { cookie } });
    assert.deepEqual([status, text], [500, ""]);
    assert.equal(lines.length, 1);
    assert.ok(!JSON.stringify(lines).includes(token));
  });

  it("listens on this machine alone, by either family of addresses", async (test) => {
    const { port } = await startConsole(test, emptyBackend());
    const other = await startConsole(test, emptyBackend());
    assert.notEqual(other.port, port);
    const headers = { host: `[::1]:${port}` };
    const answer = await ask(port, "/", { host: "::1", headers }).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    // A machine may have no such addresses.
    assert.ok(
      answer === "EADDRNOTAVAIL" || (typeof answer === "object" && answer.status === 401),
      String(answer),
    );
  });
});
