import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { loadConfiguration } from "../../../src/config/configuration.js";
import { listPeer } from "../../../src/discovery/listing/peer-listing.js";
import { UsageError } from "../../../src/terminal/usage-error.js";

/** What is fetched instead of being fetched. */
function fetched(test: TestContext): string[] {
  const urls: string[] = [];
  test.mock.method(globalThis, "fetch", async (url: URL) => {
    urls.push(url.href);
    return Response.json([]);
  });
  return urls;
}

/** Lists what a broker has. @param ssl as a file of the configuration has it */
function list(url: string, { http, ssl = false }: { readonly http?: string; readonly ssl?: boolean } = {}) {
  const values = { "oslo_messaging_rabbit.ssl": ssl };
  const configuration = loadConfiguration({ values, environment: {} });
  return listPeer(
    { url, configuration, http: http === undefined ? undefined : new URL(http), token: undefined },
    1,
  );
}

describe("the topics of a RabbitMQ", () => {
  for (const host of ["broker", "127.0.0.1", "[::1]", "127.0.0.1,broker"]) {
    it(`at ${host} are not asked for without TLS where the broker is spoken to with it`, async (test) => {
      const urls = fetched(test);
      const needed = (error: unknown) =>
        error instanceof UsageError &&
        /--http https:\/\//.test(error.message) &&
        !/secret|\n/.test(error.message);
      await assert.rejects(list(`rabbit://me:secret@${host}/?ssl=true`), needed);
      await assert.rejects(list(`rabbit://me:secret@${host}/`, { ssl: true }), needed);
      assert.deepEqual(urls, []);
    });
  }

  it("are asked for where --http says, and else in the clear as the broker is", async (test) => {
    const urls = fetched(test);
    await list("rabbit://me:secret@broker/?ssl=true", { http: "https://broker:15671" });
    await list("rabbit://me:secret@broker/?ssl=false", { ssl: true });
    assert.deepEqual(
      urls.map((url) => new URL(url).origin),
      ["https://broker:15671", "https://broker:15671", "http://broker:15672", "http://broker:15672"],
    );
  });
});
