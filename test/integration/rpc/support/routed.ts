import type { TestContext } from "node:test";
import { getRpcTransport, loadConfiguration, type RpcTransport } from "../../../../src/index.js";
import { Router } from "../../../../src/router/index.js";

/** A router of the test's own. */
export async function startRouter(test: TestContext): Promise<Router> {
  const router = new Router({ port: 0 });
  await router.start();
  test.after(() => router.stop());
  return router;
}

/** A transport of the test's own. */
export function connect(
  test: TestContext,
  url: string,
  values: Readonly<Record<string, unknown>> = {},
): RpcTransport {
  const transport = getRpcTransport({ url, configuration: loadConfiguration({ values }) });
  test.after(() => transport.close());
  return transport;
}
