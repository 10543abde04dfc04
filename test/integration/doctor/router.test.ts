import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  getRpcTransport,
  RpcServer,
  type ServiceDescriptor,
  type ServiceEndpoint,
} from "../../../src/index.js";
import { silentLogger } from "../../../src/log/logger.js";
import { Router, type RouterOptions } from "../../../src/router/index.js";
import { checksOf, findingsOf } from "../../support/doctor.js";
import { useRouter } from "../../support/use-router.js";
import { ThingEndpoint, thingDescriptor } from "../service/thing-service.js";

const amqp = "[oslo_messaging_amqp]";
/** Seconds. */
const timeout = 2;

describe("doctor at a router", () => {
  const { router, add } = useRouter();
  const definitions = [thingDescriptor];
  const at = (url: string, ...more: readonly string[]) => ["[DEFAULT]", `transport_url = ${url}`, ...more];

  async function serve(name: string, endpoint: ServiceEndpoint): Promise<RpcServer> {
    const transport = getRpcTransport({ url: router.url, logger: silentLogger });
    add(() => transport.close());
    const server = new RpcServer(transport, { server: name, endpoints: [endpoint] });
    add(() => server.stop());
    await server.start();
    return server;
  }

  async function startOther(options: RouterOptions): Promise<Router> {
    const other = new Router({ port: 0, logger: silentLogger, ...options });
    add(() => other.stop());
    await other.start();
    return other;
  }

  it("has nothing to say where all is well", async () => {
    await serve("one", new ThingEndpoint("one"));
    assert.deepEqual(await findingsOf({ lines: at(router.url), definitions, timeout: 10 }), []);
  });

  it("finds servers under addresses of another form, and of another virtual host", async () => {
    const legacy = at(router.url, amqp, "addressing_mode = legacy");
    const [form, ...others] = await findingsOf({ lines: legacy, definitions, timeout });
    assert.deepEqual([form?.check, others], ["other-addresses", []]);
    assert.match(form?.cure ?? "", /set addressing_mode .* alike .*: routable/);
    const [host] = await findingsOf({ lines: at(`${router.url}/nova`), definitions, timeout });
    assert.equal(host?.check, "other-addresses");
    assert.match(host.cure, /^remove \/nova from transport_url/);
  });

  it("finds servers of several versions", async () => {
    const older: ServiceDescriptor = {
      ...thingDescriptor,
      version: "1.0",
      methods: thingDescriptor.methods.filter(({ since }) => since === "1.0"),
    };
    class OlderEndpoint extends ThingEndpoint {
      override readonly descriptor = older;
    }
    const server = await serve("older", new OlderEndpoint());
    const [finding, ...others] = await findingsOf({ lines: at(router.url), definitions, timeout: 10 });
    await server.stop();
    assert.deepEqual([finding?.check, others], ["mixed-versions", []]);
    assert.match(finding?.problem ?? "", /^1 of 2 servers do not serve version 1\.2 of ThingService/);
  });

  it("finds what a user may not, logins, and mechanisms that nobody has", async () => {
    const users = { nova: { password: "pw", send: ["openstack.org/om/rpc/anycast/other"], receive: [] } };
    const { url } = await startOther({ users: { users } });
    const as = (user: string) => url.replace("amqp://", `amqp://${user}@`);
    const [forbidden] = await findingsOf({ lines: at(as("nova:pw")), definitions, timeout });
    assert.equal(forbidden?.check, "permission");
    assert.match(forbidden.cure, /^in the router's users file/);
    assert.deepEqual(await checksOf({ lines: at(as("nova:wrong")) }), ["login"]);
    const mechanisms = at(as("nova:pw"), amqp, "sasl_mechanisms = GSSAPI");
    assert.deepEqual(await checksOf({ lines: mechanisms }), ["login-mechanism"]);
  });

  it("tells who answers instead of RabbitMQ", async () => {
    const [finding] = await findingsOf({ lines: at(router.url.replace("amqp", "rabbit")) });
    assert.equal(finding?.check, "broker-version");
    assert.match(finding.cure, /use amqp:\/\//);
  });
});
