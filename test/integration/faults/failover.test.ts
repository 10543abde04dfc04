import assert from "node:assert/strict";
import { after, before, it, type TestContext } from "node:test";
import { MessageDeliveryFailure, RpcServer } from "../../../src/index.js";
import type { Router } from "../../../src/router/index.js";
import { Authority, type CertificateFiles } from "../../support/certificates.js";
import { Started, startRouter, until } from "../amqp/harness.js";
import { connect } from "./support/transport.js";
import { WorkClient, WorkEndpoint } from "./support/work-service.js";

/** Three hosts; every address of 127/8 is this machine. */
const HOSTS = ["127.0.0.1", "127.0.0.2", "127.0.0.3"] as const;

let authority: Authority;
let certificates: readonly CertificateFiles[];
before(() => {
  authority = new Authority();
  certificates = HOSTS.map((host) => authority.issue(host, { name: host, names: `IP:${host}` }));
});
after(() => authority.remove());

const settings = () => ({ "oslo_messaging_amqp.ssl_ca_file": authority.ca });
const url = (...routers: readonly (readonly [host: string, router: Router])[]) =>
  `amqp://${routers.map(([host, { port }]) => `${host}:${port}`).join(",")}`;

/** A router on a host, with the certificate of the same or another one, and a server on it. */
async function startHost(
  test: TestContext,
  index: number,
  certificate: number,
  began: () => void,
  port = 0,
): Promise<Router> {
  const started = new Started();
  test.after(() => started.stop());
  const { cert, key } = certificates[certificate] as CertificateFiles;
  const router = await startRouter(started, {
    host: HOSTS[index] as string,
    port,
    tls: { certFile: cert, keyFile: key },
  });
  if (index !== certificate) return router;
  const server = new RpcServer(connect(test, url([HOSTS[index] as string, router]), settings()), {
    server: `server ${index}`,
    endpoints: [new WorkEndpoint(began)],
  });
  await server.start();
  test.after(() => server.stop());
  return router;
}

/** A call that is made again while its fate is in doubt: the first ones may still go to the host that was killed. */
async function answered(client: WorkClient, id: string): Promise<string> {
  for (;;) {
    try {
      return await client.work(id, 0);
    } catch (error) {
      if (!(error instanceof MessageDeliveryFailure)) throw error;
    }
  }
}

it("three hosts that are killed one by one are used in turn, each checked by its own certificate", async (test) => {
  let last = -1;
  const began = (index: number) => () => {
    last = index;
  };
  const routers: Router[] = [];
  for (const index of HOSTS.keys()) routers.push(await startHost(test, index, index, began(index)));
  const hosts = HOSTS.map((host, index) => [host, routers[index] as Router] as const);
  const client = new WorkClient(connect(test, url(...hosts), settings()), { timeout: 60 });
  const ports = routers.map(({ port }) => port);
  const used: number[] = [];
  for (const call of ["first", "second", "third"]) {
    assert.equal(await answered(client, call), call);
    used.push(last);
    await routers[last]?.stop({ graceful: false });
  }
  assert.deepEqual([...used].sort(), [0, 1, 2]);

  const waiting = answered(client, "fourth");
  const back = used[1] as number;
  await startHost(test, back, back, began(back), ports[back]);
  assert.equal(await waiting, "fourth");
  assert.equal(last, back);
});

it("a host that shows the certificate of another is refused, and the next one is taken", async (test) => {
  const impostor = await startHost(test, 1, 0, () => {});
  const honest = await startHost(test, 2, 2, () => {});
  const alone = new WorkClient(connect(test, url(["127.0.0.2", impostor]), settings()), { timeout: 60 });
  await assert.rejects(alone.prepare({ retry: 0 }).work("x", 0), (error: Error) => {
    assert.match(error.message, /certificate is for another name: .*127\.0\.0\.2/);
    return true;
  });
  for (const order of [
    [["127.0.0.2", impostor] as const, ["127.0.0.3", honest] as const],
    [["127.0.0.3", honest] as const, ["127.0.0.2", impostor] as const],
  ]) {
    const client = new WorkClient(connect(test, url(...order), settings()), { timeout: 60 });
    assert.equal(await client.work("y", 0), "y");
  }
  await until(() => impostor.statistics().connections === 0);
});
