import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcServer, ServerListenError } from "../../../src/index.js";
import { Router, type RouterOptions } from "../../../src/router/index.js";
import { connect } from "../rpc/support/routed.js";
import { ThingClient, ThingEndpoint } from "../service/thing-service.js";

/** Seconds in which a slow machine has logged in as well, and heard what its peer refuses. */
const TIMEOUT = 3;

async function using(options: RouterOptions, use: (router: Router) => Promise<void>): Promise<void> {
  const router = new Router({ port: 0, ...options });
  await router.start();
  try {
    await use(router);
  } finally {
    await router.stop({ graceful: false });
  }
}

test("a call or a cast that the user may not send says so when its time is over", async (context) => {
  const users = { users: { nova: { password: "p", send: [] } } };
  await using({ users }, async ({ port }) => {
    const transport = connect(context, `amqp://nova:p@127.0.0.1:${port}`);
    const client = new ThingClient(transport, { timeout: TIMEOUT });
    const why = /detached the sender to .*: amqp:unauthorized-access: you may not send to this address$/;
    const sent = [client.who(), client.sink("x")];
    await Promise.all(sent.map((request) => assert.rejects(request, { message: why })));
  });
});

test("too few sessions are an error of whatever needs one, and of nothing else", async (context) => {
  await using({ limits: { maxSessions: 4 } }, async ({ url }) => {
    const why = /the peer takes no more than 4 sessions/;
    // Its own three, and one for replies.
    const fits = new RpcServer(connect(context, url), { server: "a", endpoints: [new ThingEndpoint()] });
    await fits.start();
    context.after(() => fits.stop());
    const crowded = connect(context, url);
    const servers = ["b", "c"].map(
      (server) => new RpcServer(crowded, { server, endpoints: [new ThingEndpoint()] }),
    );
    const started = await Promise.allSettled(servers.map((server) => server.start()));
    const failed = started.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    assert.ok(failed.reason instanceof ServerListenError);
    assert.match(failed.reason.message, why);

    const client = new ThingClient(connect(context, url), { timeout: TIMEOUT });
    // One for replies, and three servers.
    const waiting = ["x", "y", "z"].map((server) => client.prepare({ server }).who());
    await Promise.all(
      waiting.map((call) =>
        assert.rejects(call, { code: "MESSAGING_TIMEOUT", message: /nobody is listening/ }),
      ),
    );
    await assert.rejects(client.prepare({ timeout: 5 }).who(), { code: "MESSAGING_TIMEOUT", message: why });
  });
});
