import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startOwnRabbit } from "../../rabbit/support/rabbit.js";
import { type Fault, general, whileAway } from "./faults.js";
import { IDLE } from "./settings.js";
import type { Intermediary } from "./site.js";

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** A RabbitMQ of our own. */
export async function startRabbitSite(test: TestContext): Promise<Intermediary> {
  const broker = await startOwnRabbit({ config: [`heartbeat = ${IDLE}`] });
  test.after(() => broker.stop());
  const ctl = (...words: readonly string[]) => broker.ctl(...words);
  const closeAll = () => ctl("close_all_connections", "maintenance");
  /** Of those it ends no connection. */
  const refusal = (kind: string, happen: Fault["happen"]) => general(kind, happen, { redelivers: false });
  return {
    port: broker.port,
    redelivers: true,
    url: (at) => `rabbit://guest:guest@127.0.0.1:${at}/`,
    sampled: () => [],
    left: async () => {
      const connections = await ctl("--no-table-headers", "list_connections", "name");
      const queues = await ctl("--no-table-headers", "list_queues", "name", "messages");
      return [
        ...linesOf(connections).map((line) => `connection ${line}`),
        ...linesOf(queues)
          .filter((line) => /^reply_|_fanout|\t[^0]/.test(line))
          .map((line) => `queue ${line}`),
      ];
    },
    faults: [
      general("RabbitMQ stopped for a while", async (random) => {
        broker.signal("SIGSTOP");
        await whileAway(random);
        broker.signal("SIGCONT");
      }),
      general("RabbitMQ killed", async () => {
        await broker.kill();
        await broker.start();
      }),
      general("stop_app", async (random) => {
        await ctl("stop_app");
        await sleep(random.below(2_000));
        await ctl("start_app");
      }),
      general("close_all_connections", async () => {
        await closeAll();
      }),
      refusal("a memory alarm", async (random) => {
        await ctl("set_vm_memory_high_watermark", "absolute", "1");
        await whileAway(random);
        await ctl("set_vm_memory_high_watermark", "0.4");
      }),
      refusal("a policy that refuses what is too much", async (random) => {
        const definition = JSON.stringify({ "max-length": 1, overflow: "reject-publish" });
        await ctl("set_policy", "--apply-to", "queues", "short", "^(work|soak-|reply_)", definition);
        await whileAway(random);
        await ctl("clear_policy", "short");
      }),
      refusal("permissions taken and given back", async (random) => {
        await ctl("clear_permissions", "-p", "/", "guest");
        await whileAway(random);
        await ctl("set_permissions", "-p", "/", "guest", ".*", ".*", ".*");
      }),
      general("connections closed while nobody has permissions", async (random) => {
        await ctl("clear_permissions", "-p", "/", "guest");
        await closeAll();
        await whileAway(random);
        await ctl("set_permissions", "-p", "/", "guest", ".*", ".*", ".*");
      }),
    ],
  };
}
