import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createServer } from "node:tls";
import type { ConnectionOptions } from "../../../src/amqp/client/connection.js";
import type { SaslCredentials } from "../../../src/amqp/sasl/client-mechanisms.js";
import type { TlsClientOptions } from "../../../src/amqp/socket/dial.js";
import { readTlsFiles } from "../../../src/amqp/socket/tls-files.js";
import type { RouterOptions } from "../../../src/router/index.js";
import { Authority, type CertificateFiles } from "../../support/certificates.js";
import { connectClient, makeClient, makeReceiver, startRouter, useStarted } from "./harness.js";

let authority: Authority;
let other: Authority;
let server: CertificateFiles;
let client: CertificateFiles;
before(() => {
  authority = new Authority();
  other = new Authority("Another authority");
  server = authority.issue("server", { name: "router", names: "DNS:localhost,IP:127.0.0.1" });
  client = authority.issue("client", { name: "nova", password: "geheim" });
});
after(() => {
  authority.remove();
  other.remove();
});

const started = useStarted();

const listening = (options: RouterOptions = {}) =>
  startRouter(started, {
    tls: { certFile: server.cert, keyFile: server.key, caFile: authority.ca },
    ...options,
  });

const trusting = (ca: string): TlsClientOptions => ({
  caFile: ca,
  ...readTlsFiles({ ca: { setting: "ssl_ca_file", file: ca } }),
});

function hosts(port: number, tls: TlsClientOptions, sasl: SaslCredentials = {}, host = "127.0.0.1") {
  return { hosts: [{ host, port, tls, sasl }] };
}

async function failure(port: number, options: Partial<ConnectionOptions>) {
  const attempt = makeClient(started, port, options);
  attempt.connection.start();
  const error = await attempt.lost.next();
  await attempt.connection.close();
  return error;
}

test("a client checks the router's certificate against its authority and its host", async () => {
  const { port } = await listening();
  await connectClient(started, port, hosts(port, trusting(authority.ca)));
  await connectClient(started, port, hosts(port, trusting(authority.ca), {}, "localhost"));
  const unknown = await failure(port, hosts(port, trusting(other.ca)));
  assert.match(unknown.message, /signed by none of the authorities in .*ca\.pem$/);
  const system = await failure(port, hosts(port, {}));
  assert.match(system.message, /signed by none of the system's authorities$/);
  const misnamed = await failure(port, hosts(port, { ...trusting(authority.ca), servername: "my-vhost" }));
  assert.match(misnamed.message, /is for another name: .*my-vhost/);
  assert.equal(misnamed.reason, "connect");
});

test("a client that says its password before it is asked says it to nobody that has not shown its certificate", async () => {
  const peer = createServer({ cert: readFileSync(server.cert), key: readFileSync(server.key) });
  let said = 0;
  peer.on("tlsClientError", () => {});
  const ended = new Promise((resolve) => {
    peer.on("secureConnection", (socket) => {
      socket.on("error", () => {});
      socket.on("data", (bytes: Buffer) => {
        said += bytes.length;
      });
      socket.once("close", resolve);
    });
  });
  await once(peer.listen(0, "127.0.0.1"), "listening");
  started.add(() => peer.close());
  const { port } = peer.address() as AddressInfo;
  const sasl = { username: "nova", password: "geheim", allowed: ["PLAIN"] };
  // With TLS 1.2 the server hears of the handshake's end before the client has looked at the certificate.
  const tls = { ...trusting(other.ca), maxVersion: "TLSv1.2" } as const;
  const error = await failure(port, {
    ...hosts(port, tls, sasl),
    open: { containerId: "brief", ahead: true },
  });
  assert.match(error.message, /signed by none of the authorities/);
  await ended;
  assert.equal(said, 0);
});

test("each host is checked by its own name", async () => {
  const second = authority.issue("second", { name: "x", names: "DNS:my-vhost" });
  const wrong = await listening({ tls: { certFile: second.cert, keyFile: second.key } });
  const right = await listening();
  const tls = trusting(authority.ca);
  const { connection, opened, lost } = makeClient(started, right.port, {
    hosts: [wrong.port, right.port].map((port) => ({
      host: "127.0.0.1",
      port,
      tls: { ...tls, servername: "127.0.0.1" },
    })),
  });
  connection.start();
  assert.equal((await opened.next()).address, `127.0.0.1:${right.port}`);
  assert.ok(lost.size <= 1);
  // A certificate without any address: nothing comes after the words of Node.
  const misnamed = await failure(wrong.port, hosts(wrong.port, tls));
  assert.match(misnamed.message, /is for another name: .*\w$/);
  const vhost = hosts(wrong.port, { ...tls, servername: "my-vhost" });
  await connectClient(started, wrong.port, vhost);
});

test("an expired certificate is said to be expired", async () => {
  const expired = authority.issue("expired", { name: "old", names: "IP:127.0.0.1", days: -1 });
  const setting = { setting: "ssl_cert_file", file: expired.cert };
  assert.throws(
    () => readTlsFiles({ cert: setting, key: { setting: "ssl_key_file", file: expired.key } }),
    /^ConfigurationError: ssl_cert_file: .*expired\.pem: its certificate expired on /,
  );
});

test("a peer whose certificate has expired is refused, and the error says so", async () => {
  const { cert, key } = authority.issue("old", { name: "old", names: "IP:127.0.0.1", days: -1 });
  const peer = createServer({ cert: readFileSync(cert), key: readFileSync(key) });
  peer.on("tlsClientError", () => {});
  peer.listen(0, "127.0.0.1");
  await once(peer, "listening");
  started.add(() => peer.close());
  const { port } = peer.address() as { port: number };
  const error = await failure(port, hosts(port, trusting(authority.ca)));
  assert.match(error.message, /the peer's certificate has expired$/);
});

test("a client may log in with its certificate, and is who that says", async () => {
  const { port } = await listening({
    users: { users: { nova: { certificate: true, receive: ["mine"] }, plain: { password: "p" } } },
  });
  const material = readTlsFiles({
    ca: { setting: "ca", file: authority.ca },
    cert: { setting: "cert", file: client.cert },
    key: { setting: "key", file: client.key },
    passphrase: "geheim",
  });
  const { live } = await connectClient(started, port, hosts(port, material, { external: true }));
  await makeReceiver(started).receiver.attach(live, "mine");
  await assert.rejects(makeReceiver(started).receiver.attach(live, "theirs"), /unauthorized-access/);
  // Without one it logs in otherwise; with one of another authority it is not believed.
  await connectClient(
    started,
    port,
    hosts(port, trusting(authority.ca), { username: "plain", password: "p" }),
  );
  const stranger = other.issue("stranger", { name: "nova" });
  const forged = readTlsFiles({
    ca: { setting: "ca", file: authority.ca },
    cert: { setting: "cert", file: stranger.cert },
    key: { setting: "key", file: stranger.key },
  });
  const error = await failure(port, hosts(port, forged, { external: true }));
  assert.equal(error.reason, "authentication");
  assert.match(error.message, /no SASL mechanism fits: the peer offers SCRAM-SHA-256, PLAIN/);
});

test("a peer without TLS, and one that speaks it unasked, are told apart from other trouble", async () => {
  // A port without TLS, and one that takes TLS away: who asked for it is not advised to do without.
  for (const [answer, seen] of [
    ["AMQP\0\x01\0\0", "the peer's answer is not TLS"],
    ["", "connection reset"],
  ] as const) {
    const plain = createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end(answer));
    });
    await once(plain.listen(0, "127.0.0.1"), "listening");
    started.add(() => void plain.close());
    const { port } = plain.address() as AddressInfo;
    const { message, reason } = await failure(port, hosts(port, trusting(authority.ca)));
    assert.equal(reason, "connect");
    assert.equal(
      message,
      `cannot connect to 127.0.0.1:${port}: ${seen}. Is this its port for TLS, which mostly is 5671? If so, something between here and there is in the way of TLS`,
    );
  }
  const { port } = await listening();
  const attempt = makeClient(started, port);
  attempt.connection.start();
  const lost = await attempt.lost.next();
  assert.equal(lost.reason, "connect");
  assert.match(lost.message, /expects? TLS[;?] add \?ssl=true$/);
  await attempt.connection.close();
});

test("a TLS handshake that never ends holds up neither the router nor its stop", async () => {
  const router = await listening({ limits: { handshakeTimeout: 60_000 } });
  const sockets: Socket[] = [];
  for (let i = 0; i < 5; i++) {
    const socket = connect(router.port, "127.0.0.1");
    socket.on("error", () => {});
    sockets.push(socket);
    await once(socket, "connect");
  }
  await connectClient(started, router.port, hosts(router.port, trusting(authority.ca)));
  const closed = Promise.all(sockets.map((socket) => once(socket, "close")));
  await router.stop();
  await closed;
});

test("files that are not what they should be are told with setting, file and reason", () => {
  const folder = authority.folder;
  const text = join(folder, "text.pem");
  writeFileSync(text, "no certificate");
  const strange = other.issue("strange", { name: "x" });
  const read = (cert: string, key: string, passphrase?: string) => () =>
    readTlsFiles({
      cert: { setting: "ssl_cert_file", file: cert },
      key: { setting: "ssl_key_file", file: key },
      passphrase,
    });
  assert.throws(
    read(join(folder, "none.pem"), server.key),
    /ssl_cert_file: .*none\.pem: there is no such file$/,
  );
  assert.throws(read(folder, server.key), /ssl_cert_file: .*: it is a folder$/);
  assert.throws(read(text, server.key), /ssl_cert_file: .*text\.pem: it holds no certificate in PEM form$/);
  assert.throws(read(server.cert, text), /ssl_key_file: .*text\.pem: it holds no private key in PEM form$/);
  assert.throws(
    read(server.cert, strange.key),
    /ssl_key_file: .*its key is not the one of the certificate in .*server\.pem$/,
  );
  assert.throws(read(client.cert, client.key), /its key is encrypted, and no password is set$/);
  assert.throws(read(client.cert, client.key, "falsch"), /the password of its key is wrong$/);
  assert.ok(read(client.cert, client.key, "geheim")().cert);
  assert.throws(
    () => readTlsFiles({ key: { setting: "ssl_key_file", file: server.key } }),
    /ssl_key_file is set without a certificate/,
  );
  assert.throws(
    () => readTlsFiles({ ca: { setting: "ssl_ca_file", file: text } }),
    /ssl_ca_file: .*no certificate/,
  );
});
