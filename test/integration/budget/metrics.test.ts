import assert from "node:assert/strict";
import { Session } from "node:inspector/promises";
import { describe, it, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { getRpcTransport, RpcServer } from "../../../src/index.js";
import type { InstrumentationOption } from "../../../src/instrumentation/index.js";
import { OpenTelemetryMetricProducer, openTelemetry } from "../../../src/opentelemetry/index.js";
import { PrometheusMetrics } from "../../../src/prometheus/index.js";
import { ThingClient, ThingEndpoint } from "../service/thing-service.js";

const CALLS = 200;
/** V8 loses a count now and then, and never finds one: of several the most is right. */
const ROUNDS = 3;
/** Where the tests and the library are compiled to, in one file or in many. */
const COMPILED = pathToFileURL(String(process.env.OSLO_RPC_COMPILED_TESTS)).href;

/** What one call does in this process, at its client and at its server, that does not depend on the machine. */
interface Cost {
  /** Functions that run, of the library and of the service. */
  readonly functions: number;
  /** Readings of the clock. */
  readonly clock: number;
}

async function costOf(
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
      const functions = result
        .filter(({ url }) => url.startsWith(COMPILED))
        .flatMap((script) => script.functions.map(({ ranges }) => ranges[0]?.count ?? 0))
        .reduce((sum, count) => sum + count, 0);
      costs.push({ functions: Math.round(functions / CALLS), clock: Math.round(readings / CALLS) });
    }
    const functions = Math.max(...costs.map((cost) => cost.functions));
    assert.ok(functions > 100, `only ${functions} functions of a call were seen`);
    return { functions, clock: Math.max(...costs.map((cost) => cost.clock)) };
  } finally {
    performance.now = now;
    session.disconnect();
  }
}

/** Time that metrics take cannot be tested on a busy machine; a regression shows as a count. */
describe("the budget of metrics", () => {
  it("is nothing where tracing is switched off", async (test) => {
    const plain = await costOf(test, "budget-unwatched");
    assert.deepEqual(await costOf(test, "budget-off", openTelemetry({ enabled: false })), plain);
  });

  for (const [name, make] of [
    ["prometheus", () => new PrometheusMetrics()],
    ["opentelemetry", () => new OpenTelemetryMetricProducer()],
  ] as const) {
    it(`is two readings of the clock at the client for ${name}, and nothing at the server`, async (test) => {
      const plain = await costOf(test, `budget-plain-${name}`);
      const counted = await costOf(test, `budget-${name}`, make());
      assert.equal(counted.clock - plain.clock, 2);
      const more = counted.functions - plain.functions;
      assert.ok(more <= 28, `${more} functions more than the ${plain.functions} of a call`);
    });
  }
});
