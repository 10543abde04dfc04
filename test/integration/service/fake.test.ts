import { serviceSuite } from "./suite.js";

serviceSuite("fake://", async () => ({ url: "fake://suite", stop: async () => {} }));
