import { stringifyJson } from "../json/json.js";
import { isJsonObject } from "../json/json-object.js";
import { shortened } from "../log/cut.js";
import { oneLine } from "../log/one-line.js";
import type { MessagePlace, TrafficLine } from "./traffic.js";

/** Longer values are cut. */
const MOST = 300;

/** Last characters of an id, which tell it from others nearby: ids may begin with a number that calls share in turn. */
const ID_SHOWN = 6;

/** The parts of a line, which may have colours of their own. */
export interface TrafficText {
  readonly time: string;
  readonly kind: string;
  readonly what: string;
  /** It tells of something that has gone wrong. */
  readonly isBad: boolean;
}

/** A line as people read it. */
export function trafficText(line: TrafficLine): TrafficText {
  const time = line.time.slice(11, 23);
  const text = (kind: string, parts: readonly string[], isBad = false): TrafficText => ({
    time,
    kind,
    what: oneLine(parts.filter((part) => part !== "").join(" ")),
    isBad,
  });
  switch (line.type) {
    case "call":
    case "cast":
      return text(line.type, [shortId(line.id), placeOf(line), `${line.method}(${argsOf(line.args)})`]);
    case "reply": {
      const { id, method = "of a call before", elapsed, failure, result } = line;
      const took = elapsed === undefined ? "" : `${elapsed.toFixed(1)} ms`;
      const head = [shortId(id), method, took];
      if (failure === undefined)
        return text("reply", [...head, shortened(stringifyJson(result ?? null), MOST)]);
      return text("failure", [...head, shortened(`${failure.class}: ${failure.message}`, MOST)], true);
    }
    case "notification": {
      const { priority, event_type: event, publisher_id: publisher, payload } = line.message;
      const isBad = priority === "ERROR" || priority === "CRITICAL";
      const head = [line.topic, textOf(priority), textOf(event), textOf(publisher)];
      return text("notice", [...head, shortened(stringifyJson(payload ?? null), MOST)], isBad);
    }
    case "unreadable":
      return text("unreadable", [line.topic ?? "", line.reason], true);
    case "missed":
      return text("missed", [`${line.count} not shown: they came faster than they were read`], true);
  }
}

function placeOf({ topic, server, fanout }: MessagePlace): string {
  if (fanout) return `${topic} fanout`;
  return server === undefined ? topic : `${topic}.${server}`;
}

function argsOf(args: unknown): string {
  if (!isJsonObject(args)) return args === undefined ? "" : shortened(stringifyJson(args), MOST);
  const members = Object.entries(args).map(([name, value]) => `${name}=${stringifyJson(value)}`);
  return shortened(members.join(", "), MOST);
}

function shortId(id: string | undefined): string {
  return id === undefined ? "" : `#${id.slice(-ID_SHOWN)}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "-";
}
