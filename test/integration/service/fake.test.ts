import { generatedSuite } from "./generated-suite.js";
import { serviceSuite } from "./suite.js";

serviceSuite("fake://", async () => ({ url: "fake://suite", stop: async () => {} }));
generatedSuite("fake://", async () => ({ url: "fake://generated-suite", stop: async () => {} }));
