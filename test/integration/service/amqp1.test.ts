import { Router } from "../../../src/router/index.js";
import { generatedSuite } from "./generated-suite.js";
import { serviceSuite } from "./suite.js";

for (const suite of [serviceSuite, generatedSuite]) {
  suite("amqp:// through the embedded router", async () => {
    const router = new Router({ port: 0 });
    await router.start();
    return { url: router.url, stop: () => router.stop() };
  });
}
