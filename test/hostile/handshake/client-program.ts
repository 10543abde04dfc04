// Clients of a process of its own, which connect where they are told: client-program.ts ROUTER-URL
import { AmqpConnection } from "../../../src/amqp/client/connection.js";
import { silentLogger } from "../../../src/log/logger.js";
import { PASSWORD, USER } from "./letters.js";
import { watchLoop } from "./loop-watchdog.js";
import { WellMeaning } from "./well-meaning.js";

/** Ends that are not the peer's doing come after the test has given up. */
const NEVER = 300_000;

interface Order {
  readonly kind: string;
  readonly id: number;
  readonly port: number;
  readonly login: boolean;
}

/** Makes one attempt, and says what came of it. */
function attempt({ id, port, login }: Order): void {
  let opened = false;
  const sasl = login ? { username: USER, password: PASSWORD } : {};
  const connection = new AmqpConnection(
    {
      hosts: [{ host: "127.0.0.1", port, sasl }],
      open: { containerId: "client" },
      idleTimeout: 0,
      backoff: { initial: NEVER, multiplier: 1, max: NEVER },
      connectTimeout: NEVER,
      openTimeout: NEVER,
      log: silentLogger,
    },
    {
      started: () => {},
      opened: () => {
        opened = true;
      },
      lost: ({ reason, message }) => {
        const { violations } = connection;
        if (process.connected) process.send?.({ kind: `end ${id}`, opened, reason, message, violations });
        void connection.close();
      },
    },
  );
  connection.start();
}

const healthy = await WellMeaning.start(process.argv[2] as string);
const longestTurn = watchLoop();

process.on("message", async (order: Order) => {
  if (order.kind === "attempt") attempt(order);
  if (order.kind !== "report") return;
  const { calls } = healthy;
  await healthy.answeredSince(calls);
  process.send?.({ kind: "report", longestTurn: longestTurn(), calls });
});
process.on("SIGTERM", async () => {
  await healthy.stop();
  process.disconnect();
});
process.send?.({ kind: "ready" });
