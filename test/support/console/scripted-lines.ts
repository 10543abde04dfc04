import type { Load, NotificationLine, TrafficLine } from "../../../src/console/events.js";

/** A call and its reply, with numbers of their own; every seventh fails. */
export function callLines(number: number): readonly TrafficLine[] {
  const time = Date.now();
  const common = { topic: "demo", method: number % 3 === 0 ? "start" : "both", callId: `call-${number}` };
  const isFailure = number % 7 === 6;
  return [
    {
      ...common,
      id: 2 * number,
      time,
      kind: "call",
      exchange: "openstack",
      server: "Server01",
      caller: "ada",
      requestId: `req-${number}`,
      values: { text: `{"number":${number}}` },
    },
    {
      ...common,
      id: 2 * number + 1,
      time: time + 5,
      kind: "reply",
      duration: 5,
      ...(isFailure
        ? { outcome: "error" as const, error: "Busy: try later", values: { text: '{"class":"Busy"}' } }
        : { outcome: "result" as const, values: { text: `{"doubled":${2 * number}}` } }),
    },
  ];
}

/** A notification. */
export function notification(id: number, part: Partial<NotificationLine> = {}): NotificationLine {
  return {
    id,
    time: Date.now(),
    topic: "notifications",
    priority: "INFO",
    eventType: "demo.started",
    publisherId: "demo.host-a",
    messageId: `message-${id}`,
    values: { text: `{"number":${id}}` },
    ...part,
  };
}

/** A look at a busy server. */
export function lookAt(time: number, callsPerSecond: number): Load {
  const place = { topic: "demo", server: "Server01" };
  return {
    time,
    seconds: 2,
    methods: [
      {
        ...place,
        method: "start",
        callsPerSecond,
        failuresPerSecond: 0.5,
        p50: 4,
        p95: 16,
        p99: 64,
        running: 1,
      },
      {
        ...place,
        method: "both",
        callsPerSecond: 1,
        failuresPerSecond: 0,
        p50: 2,
        p95: 2,
        p99: 4,
        running: 0,
      },
    ],
    running: [{ ...place, method: "start", seconds: 3.2, requestId: "req-running", caller: "ada" }],
    more: 0,
    problems: [{ topic: "old", message: "its servers do not tell, as those in Python do not" }],
  };
}
