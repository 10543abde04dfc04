import { describe } from "node:test";
import { Coverage } from "../support/compatibility.js";
import { needs } from "../support/peers.js";
import { pythonJsonschema, pythonOslo } from "../support/python.js";
import { useRouter } from "../support/use-router.js";
import { generatedBothWays } from "./support/generated-suite.js";

describe(
  "Python and TypeScript that are generated of one definition",
  needs(pythonOslo, pythonJsonschema),
  () => {
    const { both } = new Coverage(import.meta.filename, "routable");
    const { router } = useRouter();
    generatedBothWays({ url: () => `${router.url}/?` }, both);
  },
);
