import { describe } from "node:test";
import { requestsThatWait } from "../interop/support/waiting-suite.js";
import { Coverage } from "../support/compatibility.js";
import { needs } from "../support/peers.js";
import { pythons } from "./support/pythons.js";
import { anyRabbit, suiteLimit } from "./support/rabbit.js";
import { useRabbit } from "./support/use-rabbit.js";

describe("requests in a queue whose servers come and go", { ...needs(anyRabbit), ...suiteLimit }, () => {
  const rabbit = useRabbit();

  for (const { name, peer, python } of pythons) {
    describe(name, needs(peer), () => {
      const place = { topic: `waiting ${name}`, exchange: "waiting" };
      const { both } = new Coverage(import.meta.filename, "rabbit", name);
      requestsThatWait({ url: () => rabbit.url, place, python }, both);
    });
  }
});
