import type { Listener } from "../drivers/driver.js";
import type { Target } from "../messaging/target.js";
import { DISCOVERY } from "../rpc/discovery-endpoint.js";
import type { Secrets } from "../tap/secrets.js";
import {
  isRequest,
  type ReplyLine,
  type RequestLine,
  type TrafficLine,
  type UnreadableLine,
} from "../tap/traffic.js";
import { TrafficReader } from "../tap/traffic-reader.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import type { View } from "./api.js";
import type { Disclosure } from "./disclosure.js";
import type { PageStream } from "./page-stream.js";
import { notificationLine, trafficLine } from "./traffic-lines.js";

/** Questions whose answers are known for such. */
const MOST_QUESTIONS = 1_000;

/** Facts that a page's tap is made of. */
export interface PageTapOptions {
  readonly transport: RpcTransport;
  readonly targets: readonly Target[];
  readonly secrets: Secrets;
  /** Tells which values are shown; undefined: all are. */
  readonly disclosure: Disclosure | undefined;
  /** Told when the tap begins, or cannot, and of what it does not see. */
  readonly onView: (view: View) => void;
}

/** Shows a page what goes to topics. @returns what ends it */
export function tapFor(
  page: PageStream,
  { transport, targets, secrets, disclosure, onView }: PageTapOptions,
): () => void {
  let id = 0;
  const questions = new Set<string>();
  const unseen = new Set<string>();
  const show = (line: TrafficLine) => {
    if (isQuestion(line, questions)) return;
    id += 1;
    if (line.type === "missed") page.missed(line.count);
    else if (line.type === "notification")
      page.notification(notificationLine(line, id, disclosure?.ofNotification(line) ?? true));
    else page.traffic(trafficLine(line, id, isDisclosed(line, disclosure)));
  };
  const reader = new TrafficReader({
    filter: {},
    secrets,
    show,
    blind: ({ what }) => {
      unseen.add(what);
      onView(seeing(unseen));
    },
  });
  let tap: Listener;
  try {
    tap = transport.tap(targets, reader);
  } catch (error) {
    onView(refusedBy(error));
    return () => {};
  }
  let isEnded = false;
  tap.ready.then(
    () => onView(seeing(unseen)),
    (error: unknown) => {
      if (!isEnded) onView(refusedBy(error));
    },
  );
  return () => {
    isEnded = true;
    void tap.stop();
  };
}

function isDisclosed(line: RequestLine | ReplyLine | UnreadableLine, disclosure?: Disclosure): boolean {
  if (disclosure === undefined || line.type === "unreadable") return true;
  return line.type === "reply" ? disclosure.ofReply(line.id) : disclosure.ofRequest(line);
}

/** Whether a line is of those that ask servers who they are and what they do, as this console does again and again. */
function isQuestion(line: TrafficLine, ids: Set<string>): boolean {
  if (line.type === "reply") return ids.has(line.id);
  if (!isRequest(line) || line.namespace !== DISCOVERY.namespace) return false;
  if (line.id !== undefined) ids.add(line.id);
  const [oldest] = ids;
  if (ids.size > MOST_QUESTIONS && oldest !== undefined) ids.delete(oldest);
  return true;
}

function seeing(unseen: ReadonlySet<string>): View {
  return unseen.size === 0 ? { on: true } : { on: true, why: `not seen: ${[...unseen].join("; ")}` };
}

function refusedBy(error: unknown): View {
  return { on: false, why: (error as Error).message };
}
