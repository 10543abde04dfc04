import assert from "node:assert/strict";
import { Session } from "node:inspector/promises";
import type { TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { getRpcTransport, RpcServer } from "../../../src/index.js";
import type { InstrumentationOption } from "../../../src/instrumentation/index.js";
import { ThingClient, ThingEndpoint } from "../service/thing-service.js";

const CALLS = 200;
/** V8 loses a count now and then, and never finds one: of several the most is right. */
const ROUNDS = 3;
/** Where the tests and the library are compiled to, in one file or in many. */
const COMPILED = pathToFileURL(String(process.env.OSLO_RPC_COMPILED_TESTS)).href;

/** What one call does in this process, at its client and at its server, that does not depend on the machine. */
export interface Cost {
  /** Functions that run, of the library and of the service. */
  readonly functions: number;
  /** Readings of the clock, by the library and by the SDK of OpenTelemetry. */
  readonly clock: number;
  /** Contexts that the API of OpenTelemetry makes, each with a map and three functions of its own. */
  readonly contexts: number;
}

/** @param instrumentation what watches the call; nothing when not given */
export async function costOf(
  test: TestContext,
  name: string,
  instrumentation?: InstrumentationOption,
): Promise<Cost> {
  const transport = getRpcTransport({ url: `fake://${name}`, instrumentation });
  test.after(() => transport.close());
  const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()] });
  await server.start();
  test.after(() => server.stop());
  const client = new ThingClient(transport, { timeout: 60 });
  // What is compiled and remembered once is no part of it.
  for (let made = 0; made < 50; made += 1) await client.join("a", "b");
  const session = new Session();
  session.connect();
  const { now } = performance;
  let clock = 0;
  performance.now = () => {
    clock += 1;
    return now.call(performance);
  };
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
    await session.post("Profiler.takePreciseCoverage");
    const costs: Cost[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      clock = 0;
      for (let made = 0; made < CALLS; made += 1) await client.join("a", "b");
      const readings = clock;
      const { result } = await session.post("Profiler.takePreciseCoverage");
      const ran = result.flatMap(({ url, functions }) =>
        functions.map(({ functionName, ranges }) => ({ url, functionName, count: ranges[0]?.count ?? 0 })),
      );
      const sum = (counted: typeof ran) =>
        Math.round(counted.reduce((total, { count }) => total + count, 0) / CALLS);
      costs.push({
        functions: sum(ran.filter(({ url }) => url.startsWith(COMPILED))),
        clock: Math.round(readings / CALLS),
        contexts: sum(ran.filter(({ functionName }) => functionName === "BaseContext")),
      });
    }
    const most = (of: keyof Cost) => Math.max(...costs.map((cost) => cost[of]));
    const cost = { functions: most("functions"), clock: most("clock"), contexts: most("contexts") };
    assert.ok(cost.functions > 100, `only ${cost.functions} functions of a call were seen`);
    return cost;
  } finally {
    performance.now = now;
    session.disconnect();
  }
}
