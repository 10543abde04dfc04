// A server and a listener of their own process: serve-program.ts SETTINGS. SIGUSR2 asks what it holds, SIGTERM stops
// it in good order.
import { getRpcTransport, RpcServer } from "../../../src/index.js";
import {
  getNotificationTransport,
  NotificationListener,
  NotificationResult,
} from "../../../src/notify/index.js";
import { WorkEndpoint } from "../../integration/faults/support/work-service.js";
import { Random } from "../../support/random.js";
import { machineNow } from "./history.js";
import { Recorder } from "./recorder.js";
import { NOTIFICATIONS, readSettings, type ServeSettings, soakConfiguration } from "./settings.js";

const { name, folder, url, seed } = readSettings<ServeSettings>();
const recorder = new Recorder(folder, name);
const random = new Random(seed);
const options = { url, configuration: soakConfiguration(), logger: recorder.logger() };
const transports = [getRpcTransport(options), getNotificationTransport(options)] as const;
/** Once by each server: more would take longer than a notifier tries. */
const givenBack = new Set<string>();
const ran = (id: string) => recorder.write({ type: "ran", id, at: machineNow() });

const server = new RpcServer(transports[0], { server: name, endpoints: [new WorkEndpoint(ran)] });
const listener = new NotificationListener(transports[1], {
  targets: [{ topic: NOTIFICATIONS }],
  allowRequeue: true,
  endpoints: [
    {
      info(_ctx, _publisher, id, payload) {
        const { stubborn } = payload as { stubborn: boolean };
        if (stubborn && !givenBack.delete(id) && random.below(2) === 0) {
          givenBack.add(id);
          return NotificationResult.REQUEUE;
        }
        ran(id);
        return NotificationResult.HANDLED;
      },
    },
  ],
});
process.on("SIGUSR2", async () => {
  await recorder.sample({ running: server.health.running, waiting: server.health.waiting });
  console.log("sampled");
});
process.once("SIGTERM", async () => {
  await Promise.all([server.stop(), listener.stop()]);
  await Promise.all(transports.map((transport) => transport.close()));
});
await Promise.all([server.start(), listener.start()]);
recorder.write({ type: "ready", at: machineNow() });
console.log("ready");
