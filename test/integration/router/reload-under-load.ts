import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { connect as connectTls } from "node:tls";
import { formatVerifier, makeVerifier } from "../../../src/amqp/sasl/verifier.js";
import { Authority, type CertificateFiles } from "../../support/certificates.js";
import { connectClient, Started } from "../amqp/harness.js";
import { osloRpc } from "../commands/command.js";
import { Ledger } from "../faults/support/ledger.js";
import { connect, serve } from "../faults/support/transport.js";
import { WorkClient } from "../faults/support/work-service.js";

/** Clients that log in at the same time. */
const AT_ONCE = 50;

/**
 * The command `router` with so many clients, and calls under way all the time, is given other users and another
 * certificate with SIGHUP.
 *
 * @returns ms from the signal to the end of the removed user's connection
 */
export async function reloadUnderLoad(test: TestContext, clients: number): Promise<number> {
  const started = new Started();
  test.after(() => started.stop());
  const authority = new Authority();
  started.add(() => authority.remove());
  const files = { cert: join(authority.folder, "own.pem"), key: join(authority.folder, "own.key") };
  const issue = (name: string) => authority.issue(name, { name: "localhost", names: "DNS:localhost" });
  const [first, second] = [issue("first"), issue("second")];
  const install = ({ cert, key }: CertificateFiles) => {
    copyFileSync(cert, files.cert);
    copyFileSync(key, files.key);
  };
  install(first);
  const usersFile = join(authority.folder, "users.json");
  const verifier = formatVerifier(await makeVerifier("secret", 4096));
  const write = (text: string) => {
    writeFileSync(`${usersFile}.new`, text);
    renameSync(`${usersFile}.new`, usersFile);
  };
  const users = (...names: readonly string[]) =>
    JSON.stringify({ users: Object.fromEntries(names.map((name) => [name, { verifier }])) });
  write(users("crowd", "gone"));

  const router = osloRpc(
    ...["router", "--port", "0", "--users", usersFile, "--http", "0"],
    ...["--tls-cert", files.cert, "--tls-key", files.key],
  );
  started.add(() => router.stop());
  const port = Number(/:(\d+)$/.exec(await router.line())?.[1]);
  const http = (await router.line()).replace("HTTP on ", "");
  const ca = readFileSync(authority.ca);
  const as = (username: string) => ({
    hosts: [
      {
        host: "localhost",
        port,
        tls: { ca },
        sasl: { username, password: "secret" },
      },
    ],
  });

  const url = `amqp://crowd:secret@localhost:${port}`;
  const settings = { "oslo_messaging_amqp.ssl_ca_file": authority.ca };
  const ledger = new Ledger();
  await serve(test, connect(test, url, settings), ledger);
  const caller = new WorkClient(connect(test, url, settings), { timeout: 120 });
  let isOver = false;
  let calls = 0;
  const load = Promise.all(
    Array.from({ length: 8 }, async (_, lane) => {
      for (; !isOver; calls++) assert.equal(await caller.work(`lane ${lane}`, 0), `lane ${lane}`);
    }),
  );
  const crowd = [];
  for (let count = 0; count < clients; count += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, clients - count) }, () =>
      connectClient(started, port, as("crowd")),
    );
    crowd.push(...(await Promise.all(some)));
  }
  const gone = await connectClient(started, port, as("gone"));

  install(second);
  write(users("crowd", "new"));
  const told = performance.now();
  router.signal("SIGHUP");
  const error = await gone.lost.next();
  const took = performance.now() - told;
  assert.match(error.message, /you may no longer log in/);
  await router.errorLine(/INFO users and certificates are read again/);
  assert.equal((await gone.lost.next()).reason, "authentication");
  await gone.connection.close();
  await connectClient(started, port, as("new"));
  const shown = new X509Certificate(readFileSync(second.cert)).fingerprint256;
  assert.equal(await fingerprintAt(port, ca), shown);

  write('{ "users": ');
  router.signal("SIGHUP");
  await router.errorLine(/ERROR users and certificates stay as they were .*users\.json:1:12: not JSON/);
  await connectClient(started, port, as("new"));

  const before = calls;
  while (calls < before + 3) await caller.work("beside", 0);
  isOver = true;
  await load;
  assert.equal(crowd.filter(({ lost }) => lost.size > 0).length, 0);
  const answer = await fetch(`${http}/connections?limit=1`);
  const { total, connections } = (await answer.json()) as { total: number; connections: object[] };
  // Server, caller, and the new user twice.
  assert.deepEqual([total, connections.length], [clients + 4, 1]);
  return took;
}

/** Of the certificate that a new client is shown. */
async function fingerprintAt(port: number, ca: Buffer): Promise<string> {
  const socket = connectTls({ host: "localhost", port, ca });
  await once(socket, "secureConnect");
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}
