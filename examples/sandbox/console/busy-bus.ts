import { setTimeout as pause } from "node:timers/promises";
import { getRpcTransport, RemoteError, RpcServer, type RpcTransport, silentLogger } from "oslo-rpc";
import { getNotificationTransport, NotificationListener, Notifier } from "oslo-rpc/notify";
import { Router } from "oslo-rpc/router";
import { MySecondService } from "../endpoints/my-second-service.js";
import { MyService } from "../endpoints/my-service.js";
import { MySecondServiceClient } from "../generated/my-second-service/index.js";
import { MyServiceClient, NotReady } from "../generated/my-service/index.js";

/** A bus where something goes on until it is stopped. */
export interface BusyBus {
  readonly url: string;
  /** The router over HTTP, which lists topics. */
  readonly httpUrl: string;
  stop(): Promise<void>;
}

/** People who call. */
const CALLERS = ["ada", "grace", "linus"];

/** Starts the embedded router, two servers of both services, callers and a notifier. */
export async function startBusyBus(): Promise<BusyBus> {
  const router = new Router({ port: 0, http: { port: 0 } });
  await router.start();
  const { url } = router;
  const transports: RpcTransport[] = [];
  const transport = () => {
    // Methods that fail on purpose are no news.
    const made = getRpcTransport({ url, logger: silentLogger });
    transports.push(made);
    return made;
  };
  const servers = ["Server01", "Server02"].map(
    (server) => new RpcServer(transport(), { server, endpoints: [new MyService(), new MySecondService()] }),
  );
  for (const server of servers) await server.start();
  const ended = new AbortController();
  const notifications = getNotificationTransport({ url, logger: silentLogger });
  // The router takes from notifiers what somebody listens to.
  const listener = new NotificationListener(notifications, {
    targets: [{ topic: "notifications" }],
    endpoints: [{ info: () => {}, error: () => {} }],
  });
  await listener.start();
  const work = [
    ...CALLERS.map((caller) => callOn(transport(), caller, ended.signal)),
    notifyOn(
      new Notifier(notifications, {
        publisherId: "sandbox.host-a",
        driver: "messagingv2",
        topics: ["notifications"],
        retry: 0,
      }),
      ended.signal,
    ),
  ];
  return {
    url,
    httpUrl: router.httpUrl ?? "",
    stop: async () => {
      ended.abort();
      await Promise.all(work);
      await Promise.all([listener, ...servers].map((server) => server.stop()));
      await Promise.all([notifications.close(), ...transports.map((each) => each.close())]);
      await router.stop();
    },
  };
}

/** Calls one method after the other in a caller's name: some fail, and some take their time. */
async function callOn(transport: RpcTransport, caller: string, signal: AbortSignal): Promise<void> {
  const options = { timeout: 10 };
  for (let turn = 0; !signal.aborted; turn += 1) {
    const context = { user_id: caller, request_id: `req-${caller}-${turn}` };
    const client = new MyServiceClient(transport, options).prepare({ context });
    const second = new MySecondServiceClient(transport, options).prepare({ context });
    const calls: readonly (() => Promise<unknown>)[] = [
      () => client.methodA(`turn ${turn}`, caller),
      () => second.methodB(`turn ${turn}`),
      () => client.echo({ list: [turn, 2n ** 60n + 1n], password: "s3cret" }),
      () => client.common(),
      () => client.prepare({ server: "Server01" }).sleep(0.02 + 0.08 * Math.random()),
      () => client.prepare({ fanout: true }).sink({ at: turn }),
      () => (turn % 3 === 0 ? client.methodA("") : client.common()),
      () => (turn % 4 === 0 ? client.fail("on purpose") : client.echo(caller)),
      () => (turn % 2 === 0 ? client.sleep(4) : client.methodA(caller)),
    ];
    for (const call of calls) {
      await call().catch(unlessExpected(signal));
      await rest(40 + 120 * Math.random(), signal);
    }
  }
}

/** Tells what a service of virtual machines would. */
async function notifyOn(notifier: Notifier, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    const context = { user_id: CALLERS[turn % CALLERS.length], request_id: `req-notice-${turn}` };
    const instance = { instance_id: `instance-${turn}`, flavor: { vcpus: 2, memory_mb: 4096 } };
    const told =
      turn % 6 === 5
        ? notifier.error(context, "instance.create.error", { ...instance, reason: "no valid host" })
        : notifier.info(context, turn % 2 === 0 ? "instance.create.start" : "instance.create.end", instance);
    await Promise.race([told, rest(600, signal)]);
    await rest(300, signal);
  }
}

function unlessExpected(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted && !(error instanceof NotReady) && !(error instanceof RemoteError)) throw error;
  };
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => {});
}
