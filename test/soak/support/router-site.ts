import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Program } from "../../integration/faults/support/program.js";
import { freePort } from "../../support/free-port.js";
import { general, whileAway } from "./faults.js";
import type { Intermediary } from "./site.js";

const PROGRAM = "test/soak/support/soak-router-program.ts";

/** The embedded router in a process of its own. */
export async function startRouterSite(test: TestContext, folder: string): Promise<Intermediary> {
  const port = await freePort();
  const settings = JSON.stringify({ name: "router", folder, port });
  const start = async () => (await Program.start(test, PROGRAM, [settings], /^listening$/)).program;
  let router = await start();
  return {
    port,
    redelivers: false,
    url: (at) => `amqp://127.0.0.1:${at}`,
    sampled: () => [router],
    left: async () => {
      const told = router.printed(/^sampled (.*)$/);
      router.signal("SIGUSR2");
      const held = JSON.parse((await told)[1] ?? "") as Record<string, number>;
      return Object.entries(held).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
    },
    faults: [
      general("the router stopped for a while", async (random) => {
        router.signal("SIGSTOP");
        await whileAway(random);
        router.signal("SIGCONT");
      }),
      general("the router killed", async (random) => {
        await router.kill();
        await sleep(random.below(3_000));
        router = await start();
      }),
    ],
  };
}
