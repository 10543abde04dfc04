import { Router } from "../../../src/router/index.js";
import { serviceSuite } from "./suite.js";

serviceSuite("amqp:// through the embedded router", async () => {
  const router = new Router({ port: 0 });
  await router.start();
  return { url: router.url, stop: () => router.stop() };
});
