// Routers of a process of its own: router-program.ts CERT KEY
import { formatVerifier, makeVerifier } from "../../../src/amqp/sasl/verifier.js";
import type { LogFields } from "../../../src/index.js";
import { Router, type RouterOptions } from "../../../src/router/index.js";
import { PASSWORD, USER } from "./letters.js";
import { watchLoop } from "./loop-watchdog.js";

const [certFile = "", keyFile = ""] = process.argv.slice(2);
// The fewest rounds there may be: these passwords are looked at a thousand times.
const verifier = formatVerifier(await makeVerifier(PASSWORD, 4_096));
const users = { users: { [USER]: { verifier } } };

async function start(kind: string, options: RouterOptions): Promise<Router> {
  const told = ({ peer, condition }: LogFields) => {
    if (condition !== undefined)
      process.send?.({ kind: "violation", by: `${kind} ${String(peer).split(":").at(-1)}` });
  };
  const router = new Router({
    port: 0,
    // As many wrong passwords as come, from a machine that may be busy.
    limits: { handshakeTimeout: 300_000, loginAttempts: 1_000_000 },
    logger: { debug: told, info() {}, warn: told, error: console.error },
    ...options,
  });
  await router.start();
  return router;
}

const routers = {
  open: await start("open", {}),
  users: await start("users", { users }),
  tls: await start("tls", { users, tls: { certFile, keyFile } }),
};
const longestTurn = watchLoop();

process.on("message", ({ kind }: { kind: string }) => {
  if (kind !== "report") return;
  const statistics = Object.entries(routers).map(([name, router]) => [name, router.statistics()]);
  process.send?.({ kind, longestTurn: longestTurn(), ...Object.fromEntries(statistics) });
});
process.on("SIGTERM", async () => {
  await Promise.all(Object.values(routers).map((router) => router.stop()));
  process.disconnect();
});
process.send?.({
  kind: "ready",
  ...Object.fromEntries(Object.entries(routers).map(([name, { port }]) => [name, port])),
});
