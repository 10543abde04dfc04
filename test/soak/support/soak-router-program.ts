// A router of its own process that can be asked what it holds: soak-router-program.ts SETTINGS; SIGUSR2 asks.
import { Router } from "../../../src/router/index.js";
import { Recorder } from "./recorder.js";
import { IDLE, type RouterSettings, readSettings } from "./settings.js";

const { name, folder, port } = readSettings<RouterSettings>();
const recorder = new Recorder(folder, name);
const router = new Router({ port, limits: { idleTimeout: IDLE * 1000 }, logger: recorder.logger() });
await router.start();
process.on("SIGUSR2", async () => {
  const { connections, addresses, heldBytes, unsettledBytes } = router.statistics();
  const held = { connections, addresses, heldBytes, unsettledBytes };
  await recorder.sample(held);
  console.log(`sampled ${JSON.stringify(held)}`);
});
console.log("listening");
