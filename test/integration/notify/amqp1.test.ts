import { Router } from "../../../src/router/index.js";
import { notificationSuite } from "./suite.js";

// What is given back is sent again after link_retry_delay; the least there is.
for (const [name, query] of [
  ["routable addresses", "?link_retry_delay=1"],
  ["legacy addresses", "?link_retry_delay=1&addressing_mode=legacy"],
]) {
  notificationSuite(`amqp:// through the embedded router, ${name}`, async () => {
    const router = new Router({ port: 0 });
    await router.start();
    return { url: `${router.url}/${query}`, stop: () => router.stop() };
  });
}
