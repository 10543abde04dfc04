import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer } from "../../../../src/index.js";
import { ThingEndpoint } from "../../../integration/service/thing-service.js";
import { within } from "../../../support/within.js";
import { keepingLogger } from "../../rpc/support.js";
import { StandInBroker } from "./stand-in-broker.js";
import { StandInStream } from "./stand-in-stream.js";

const QUEUE = "things_fanout";
const OPTIONS = {
  rabbit_quorum_queue: true,
  rabbit_transient_quorum_queue: true,
  rabbit_stream_fanout: true,
  rabbit_redeclare_interval: 0.02,
};

/** A server with stream fanout, to which the first two fanouts have come. */
async function serve(test: TestContext) {
  const broker = await new StandInBroker().start();
  const stream = new StandInStream(QUEUE);
  broker.stream = stream;
  const { logger, lines } = keepingLogger();
  const configuration = loadConfiguration({ values: OPTIONS });
  const transport = getRpcTransport({ url: broker.url, configuration, logger });
  const server = new RpcServer(transport, { server: "s", endpoints: [new ThingEndpoint("s")] });
  test.after(async () => {
    await server.stop();
    await transport.close();
    broker.stop();
  });
  await within(30, "the start of the server", server.start());
  const came = () => broker.outcomes.filter((outcome) => outcome.startsWith(stream.address)).length;
  const looks = () => broker.attached.filter((address) => address === stream.address).length;
  const until = (what: string, isSo: () => boolean) => within(30, what, broker.until(isSo));
  for (const id of ["a", "b"]) stream.append(id);
  await until("the first fanouts", () => came() === 2);
  return { broker, stream, server, lines, came, looks, until };
}

const handled = (lines: readonly { fields: Record<string, unknown>; message: string }[]) =>
  lines.filter(({ message }) => message === "A request was refused").length;

describe("a stream that RabbitMQ does not deliver from any more, on a link that stays", {
  concurrency: true,
}, () => {
  it("is attached to again behind what came, and nothing comes twice", async (test) => {
    const { stream, server, lines, until } = await serve(test);
    stream.deafen();
    for (const id of ["c", "d"]) stream.append(id);
    await until("the fanouts that were held up", () => handled(lines) === 4);
    assert.equal(server.health.repairs, 1);
    assert.ok(server.health.ready);
    const told = lines.find(({ message }) => message === "A queue is declared and bound again");
    assert.match(String(told?.fields.reason), /did not deliver/);
    stream.append("e");
    await until("what follows", () => handled(lines) === 5);
  });

  it("is left alone while it has no more than what came", async (test) => {
    const { server, looks, until } = await serve(test);
    const before = looks();
    await until("looks at the stream", () => looks() >= before + 5);
    assert.equal(server.health.repairs, 0);
  });
});
