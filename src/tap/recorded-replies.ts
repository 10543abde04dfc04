import { getOrInsert } from "../collections/get-or-insert.js";
import { sameValue } from "../json/same-value.js";
import { MASK } from "../log/mask.js";
import { isRequest, type ReplyLine, type RequestLine, type TrafficLine } from "./traffic.js";

/** A request that was recorded, and what it was answered with. */
interface RecordedCall {
  readonly request: RequestLine;
  readonly replies: ReplyLine[];
  /** The reply that comes next; the last one goes on. */
  next: number;
}

/** The replies of a record, by what they answer. */
export class RecordedReplies {
  readonly #calls = new Map<string, RecordedCall[]>();

  constructor(lines: readonly TrafficLine[]) {
    const byId = new Map<string, RecordedCall>();
    for (const line of lines) {
      if (isRequest(line)) {
        const call = this.#call(line);
        if (line.id !== undefined) byId.set(line.id, call);
      } else if (line.type === "reply") {
        byId.get(line.id)?.replies.push(line);
      }
    }
  }

  /**
   * The reply to a request with the same method, namespace and arguments, whatever the record has masked in these; of
   * several each in turn, and then the last one again. Undefined when there is none.
   */
  answer(request: Pick<RequestLine, "method" | "namespace" | "args">): ReplyLine | undefined {
    const calls = this.#calls.get(keyOf(request)) ?? [];
    const call = calls.find(
      ({ request: recorded, replies }) =>
        replies.length > 0 && isAsRecorded(recorded.args ?? {}, request.args ?? {}),
    );
    if (call === undefined) return undefined;
    const reply = call.replies[Math.min(call.next, call.replies.length - 1)];
    call.next += 1;
    return reply;
  }

  #call(request: RequestLine): RecordedCall {
    const calls = getOrInsert(this.#calls, keyOf(request), () => []);
    const same = calls.find((call) => sameValue(call.request.args ?? {}, request.args ?? {}));
    if (same !== undefined) return same;
    const call = { request, replies: [], next: 0 };
    calls.push(call);
    return call;
  }
}

/** Whether a value is one that was recorded, as far as the record has not masked it. */
export function isAsRecorded(recorded: unknown, value: unknown): boolean {
  return sameValue(recorded, value, (left, right) => fitsMasked(left, right) || undefined);
}

/** A text with masks in it fits every text that has anything in their places; a mask alone fits any value. */
function fitsMasked(recorded: unknown, value: unknown): boolean {
  if (recorded === MASK) return true;
  if (typeof recorded !== "string" || typeof value !== "string" || !recorded.includes(MASK)) return false;
  let at = 0;
  const parts = recorded.split(MASK);
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  for (const part of parts) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

function keyOf({ method, namespace = "" }: Pick<RequestLine, "method" | "namespace">): string {
  return `${namespace}\n${method}`;
}
