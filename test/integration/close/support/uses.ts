import { getRpcTransport, RpcServer } from "../../../../src/index.js";
import { getNotificationTransport, NotificationListener, Notifier } from "../../../../src/notify/index.js";
import { ThingClient, ThingEndpoint } from "../../service/thing-service.js";

/** Somebody who uses a transport: what is under way, all of which has to end, and what ends it. */
export interface Use {
  readonly work: readonly Promise<unknown>[];
  close(): Promise<unknown>;
}

/** Seconds, longer than any test waits. */
const LONG = 3_600;
/** Calls, or casts, at once. */
const MANY = 5;

const place = { exchange: "close" };
/** Somebody may serve the first, and no queue may take the second. */
const topics = ["served", "returned", "nobody's"];

const many = (send: (topic: string) => Promise<unknown>) =>
  topics.flatMap((topic) => Array.from({ length: MANY }, () => send(topic)));

/** Everything that connects, by its name. */
export const uses: Readonly<Record<string, (url: string) => Use>> = {
  calls(url) {
    const transport = getRpcTransport({ url });
    const call = (topic: string) =>
      new ThingClient(transport, { timeout: LONG }).prepare({ ...place, topic }).echo(1);
    return { work: many(call), close: () => transport.close() };
  },
  casts(url) {
    const transport = getRpcTransport({ url });
    const cast = (topic: string) =>
      new ThingClient(transport, { timeout: LONG }).prepare({ ...place, topic }).sink(1);
    return { work: many(cast), close: () => transport.close() };
  },
  server(url) {
    const transport = getRpcTransport({ url });
    const endpoints = [new ThingEndpoint("closing")];
    const server = new RpcServer(transport, { ...place, topic: "closing", server: "closing", endpoints });
    return { work: [server.start()], close: () => transport.close() };
  },
  "stopped server"(url) {
    const transport = getRpcTransport({ url });
    const endpoints = [new ThingEndpoint("stopping")];
    const server = new RpcServer(transport, { ...place, topic: "stopping", server: "stopping", endpoints });
    return {
      work: [server.start(), server.wait()],
      close: () => Promise.all([server.stop(), transport.close()]),
    };
  },
  notifier(url) {
    const transport = getNotificationTransport({ url });
    const notifier = new Notifier(transport, { driver: "messagingv2", topics: ["n"], retry: -1 });
    return { work: many(() => notifier.info({}, "closed", 1)), close: () => transport.close() };
  },
  listener(url) {
    const transport = getNotificationTransport({ url });
    const listener = new NotificationListener(transport, {
      targets: [{ topic: "closing" }],
      endpoints: [{ info() {}, error() {} }],
    });
    return { work: [listener.start()], close: () => transport.close() };
  },
};
