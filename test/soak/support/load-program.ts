// A client of its own process: load-program.ts SETTINGS. On SIGUSR2 it waits until nothing is under way, writes down
// what it holds, and rests until SIGHUP; on SIGTERM it ends when nothing is under way.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { getRpcTransport, MessageDeliveryFailure, MessagingError } from "../../../src/index.js";
import { getNotificationTransport, Notifier } from "../../../src/notify/index.js";
import { WorkClient } from "../../integration/faults/support/work-service.js";
import { Random } from "../../support/random.js";
import { ABORTED, type Began, DONE, type Ended, machineNow } from "./history.js";
import { nextRequest, type PlannedRequest } from "./load.js";
import { Recorder } from "./recorder.js";
import {
  type LoadSettings,
  NOTIFICATIONS,
  NOTIFY_TIMEOUT,
  readSettings,
  soakConfiguration,
} from "./settings.js";

const { name, folder, url, seed, rate, servers } = readSettings<LoadSettings>();
const recorder = new Recorder(folder, name);
const random = new Random(seed);
/** Notifications that were given up: their notifier tells nobody but its log. */
const givenUp = new Map<string, Error>();
const logger = recorder.logger(({ eventType, err }) => {
  if (eventType !== undefined) givenUp.set(String(eventType), err as Error);
});
const options = { url, configuration: soakConfiguration(), logger };
const rpc = getRpcTransport(options);
const notifications = getNotificationTransport(options);
const client = new WorkClient(rpc);
const notifier = new Notifier(notifications, { driver: "messagingv2", topics: [NOTIFICATIONS] });

async function start(id: string, request: PlannedRequest): Promise<void> {
  const { kind, server, timeout, work, length, abortAfter, callMonitorTimeout } = request;
  const seconds = timeout / 1000;
  switch (kind) {
    case "call": {
      const text = id.padEnd(length, ".");
      const signal = abortAfter === undefined ? undefined : AbortSignal.timeout(abortAfter);
      const answer = await client
        .prepare({ server, timeout: seconds, signal, callMonitorTimeout })
        .work(id, work, text);
      if (answer !== text) throw new Error("the answer of another call");
      return;
    }
    case "notification": {
      await notifier.info({}, id, { stubborn: request.stubborn });
      const error = givenUp.get(id);
      if (!givenUp.delete(id)) return;
      throw error;
    }
    default: {
      const transportOptions = kind === "confirmed cast" ? { atLeastOnce: true } : undefined;
      await client.prepare({ timeout: seconds, fanout: kind === "fanout", transportOptions }).drop(id);
    }
  }
}

function outcomeOf(error: unknown): Pick<Ended, "outcome" | "mayHaveRun" | "text"> {
  if (error instanceof MessagingError) {
    const mayHaveRun = !(error instanceof MessageDeliveryFailure) || error.mayHaveRun;
    return { outcome: error.code, mayHaveRun, text: error.message };
  }
  const isAborted = error instanceof DOMException && error.name === "TimeoutError";
  return { outcome: isAborted ? ABORTED : `unforeseen: ${error}`, mayHaveRun: true };
}

function notificationDeadline(at: number): number | undefined {
  return url.startsWith("amqp:") ? at + NOTIFY_TIMEOUT * 1000 : undefined;
}

async function follow(id: string, request: PlannedRequest): Promise<void> {
  const { kind, plan, server, work, timeout, abortAfter } = request;
  const at = machineNow();
  const deadline = kind === "notification" ? notificationDeadline(at) : at + (abortAfter ?? timeout);
  recorder.write({ type: "began", id, kind, plan, server, work, at, deadline } satisfies Began);
  const end = await start(id, request).then(() => ({ outcome: DONE, mayHaveRun: true }), outcomeOf);
  recorder.write({ type: "ended", id, at: machineNow(), ...end });
}

const underWay = new Set<Promise<void>>();
const settled = async () => {
  while (underWay.size > 0) await Promise.race(underWay);
};
let isSampleWanted = false;
let isOver = false;
process.on("SIGUSR2", () => {
  isSampleWanted = true;
});
// Not the end of the process, should it come early.
process.on("SIGHUP", () => {});
process.once("SIGTERM", () => {
  isOver = true;
});
console.log("ready");

const started = machineNow();
let paused = 0;
for (let count = 0; !isOver; count += 1) {
  const request: Promise<void> = follow(`${name} ${count}`, nextRequest(random, servers)).finally(() =>
    underWay.delete(request),
  );
  underWay.add(request);
  await sleep(Math.max(1, started + paused + (count * 1000) / rate - machineNow()));
  if (!isSampleWanted) continue;
  isSampleWanted = false;
  const from = machineNow();
  await settled();
  await recorder.sample();
  console.log("sampled");
  await once(process, "SIGHUP");
  paused += machineNow() - from;
}
await settled();
await Promise.all([rpc.close(), notifications.close()]);
