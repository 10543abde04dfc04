import { after, before, describe } from "node:test";
import { requestsThatWait } from "../interop/support/waiting-suite.js";
import { Coverage } from "../support/compatibility.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythons } from "./support/pythons.js";
import { anyRabbit, type RabbitUnderTest, startRabbit, suiteLimit } from "./support/rabbit.js";

describe("requests in a queue whose servers come and go", { ...needs(anyRabbit), ...suiteLimit }, () => {
  let rabbit: RabbitUnderTest;

  before(async () => {
    rabbit = await startRabbit();
  }, hookLimit);
  after(() => rabbit?.stop());

  for (const { name, peer, python } of pythons) {
    describe(name, needs(peer), () => {
      const place = { topic: `waiting ${name}`, exchange: "waiting" };
      const { both } = new Coverage(import.meta.filename, "rabbit", name);
      requestsThatWait({ url: () => rabbit.url, place, python }, both);
    });
  }
});
