import { describe } from "node:test";
import { generatedBothWays } from "../interop/support/generated-suite.js";
import { Coverage } from "../support/compatibility.js";
import { needs } from "../support/peers.js";
import { inChroot } from "./support/pythons.js";
import { newPython, ownRabbit, suiteLimit } from "./support/rabbit.js";
import { useRabbit } from "./support/use-rabbit.js";

describe("Python and TypeScript that are generated of one definition, over RabbitMQ", {
  ...needs(ownRabbit, newPython),
  ...suiteLimit,
}, () => {
  const { both } = new Coverage(import.meta.filename, "rabbit", newPython.name);
  const rabbit = useRabbit();
  generatedBothWays({ url: () => rabbit.url, python: inChroot }, both);
});
