import { wordsOf } from "../parts/words.js";
import type { Outcome, TrafficRow } from "./traffic-rows.js";

/** Which rows are shown; an empty text admits all. */
export interface TrafficFilter {
  readonly topic: string;
  readonly method: string;
  readonly outcome: Outcome | "";
  /** Words that all have to be somewhere in a row. */
  readonly text: string;
}

/** The filter that admits everything. */
export const ALL_TRAFFIC: TrafficFilter = { topic: "", method: "", outcome: "", text: "" };

/** Characters of a value that are searched. */
const SEARCHED = 4_000;
/** What rows are searched by, made when it is first asked for. */
const texts = new WeakMap<TrafficRow, string>();

/** The rows that a filter admits. */
export function admitted(rows: readonly TrafficRow[], filter: TrafficFilter): readonly TrafficRow[] {
  const words = wordsOf(filter.text);
  const { topic, method, outcome } = filter;
  if (topic === "" && method === "" && outcome === "" && words.length === 0) return rows;
  return rows.filter(
    (row) =>
      (topic === "" || row.line.topic === topic) &&
      (method === "" || row.line.method === method) &&
      (outcome === "" || row.outcome === outcome) &&
      words.every((word) => textOf(row).includes(word)),
  );
}

function textOf(row: TrafficRow): string {
  const made = texts.get(row) ?? madeText(row);
  texts.set(row, made);
  return made;
}

function madeText({ line, reply }: TrafficRow): string {
  const values = [line.values?.text, reply?.values?.text].map((text) => (text ?? "").slice(0, SEARCHED));
  const names = [
    line.kind,
    line.topic,
    line.server,
    line.method,
    line.requestId,
    line.caller,
    line.error,
    reply?.error,
  ];
  return [...names, ...values].join(" ").toLowerCase();
}
