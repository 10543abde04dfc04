import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { useRouter } from "../../support/use-router.js";
import { osloRpc } from "./command.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

describe("oslo-rpc doctor", () => {
  const { router } = useRouter();
  const schema = ["--schema", "schemas/my-service.json"];

  it("says that nothing is wrong, and what it has looked at", async () => {
    const { code, stdout, stderr } = await osloRpc("doctor", "--url", router.url).end();
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^nothing is wrong \(examined: configuration, 127\.0\.0\.1:\d+\)\n$/);
  });

  it("tells an error in one line with its cure, and as JSON", async () => {
    const words = ["--url", router.url, ...schema, "--timeout", "0.2"];
    const { code, stdout } = await osloRpc("doctor", ...words).end();
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^error: topic \S+, exchange \S+: no server of MyService answers within 0\.2 s; start .*\n1 error \(examined: .*MyService\)\n$/,
    );
    const asJson = await osloRpc("doctor", ...words, "--json").end();
    assert.equal(asJson.code, 1);
    const { check, severity } = JSON.parse(asJson.stdout) as Record<string, string>;
    assert.deepEqual([check, severity], ["silent-server", "error"]);
  });

  it("ends with 3 where there are warnings alone", async () => {
    const words = ["--config", "rabbit_quorum_delivery_limit", "-1", "--config", "ssl", "false"];
    const { code, stderr } = await osloRpc("doctor", "--url", router.url, ...words).end();
    assert.deepEqual(
      [code, stderr],
      [2, "error: Option ssl is ambiguous: write oslo_messaging_amqp.ssl or oslo_messaging_rabbit.ssl\n"],
    );
    const url = router.url
      .replace("127.0.0.1:", "guest:guest@127.0.0.1:")
      .concat(`,${router.url.slice("amqp://".length)}`);
    const warned = await osloRpc("doctor", "--url", url).end();
    assert.equal(warned.code, 3, warned.stdout);
    assert.match(warned.stdout, /^warning: --url: .*has no user and password/);
  });

  it("explains every check on the page for operators", () => {
    const page = readFileSync(join(ROOT, "docs/operations.md"), "utf8");
    const folder = join(ROOT, "src/doctor");
    const names = readdirSync(folder).flatMap((file) =>
      [
        ...readFileSync(join(folder, file), "utf8").matchAll(
          /\bcheck: "([\w-]+)"|\b(?:error|warn|attempt)\(\s*"([\w-]+)"/g,
        ),
      ].map(([, member, word]) => member ?? word),
    );
    assert.ok(names.length > 35);
    for (const name of new Set(names)) assert.ok(page.includes(`\`${name}\``), name);
  });
});
