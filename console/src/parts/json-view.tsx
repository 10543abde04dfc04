import { useEffect, useMemo, useState } from "preact/hooks";
import { type JsonLine, jsonLines } from "../json/json-lines.js";
import { TextBox } from "./scroll-box.js";
import { visibleText } from "./visible-text.js";

/** Lines that are shown at first, and so many more each time. */
const FIRST_LINES = 200;
const MORE_LINES = 1_000;
/** Longer strings are cut. */
const MOST_CHARACTERS = 2_000;
/** A deeper level is not moved further to the right. */
const MOST_INDENT = 24;

/** A text of JSON, laid out and coloured; what is long is shown when it is asked for. */
export function JsonView({ text, truncated = false }: { text: string; truncated?: boolean }) {
  const [shown, setShown] = useState(FIRST_LINES);
  useEffect(() => setShown(FIRST_LINES), [text]);
  const { lines, isAll } = useMemo(() => firstLines(text, shown), [text, shown]);
  return (
    <div class="json">
      <TextBox>
        {lines.map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </TextBox>
      {!isAll && (
        <button type="button" onClick={() => setShown(shown + MORE_LINES)}>
          Show {MORE_LINES} more lines
        </button>
      )}
      {truncated && isAll && <p class="note">It is longer than 1 MiB; the rest was not sent to this page.</p>}
    </div>
  );
}

function firstLines(text: string, count: number): { lines: readonly JsonLine[]; isAll: boolean } {
  const lines: JsonLine[] = [];
  for (const line of jsonLines(text)) {
    if (lines.length === count) return { lines, isAll: false };
    lines.push(line);
  }
  return { lines, isAll: true };
}

function Line({ line: { depth, parts } }: { line: JsonLine }) {
  const deep = depth > MOST_INDENT ? `${depth} ` : "";
  return (
    <>
      {"  ".repeat(Math.min(depth, MOST_INDENT))}
      {deep !== "" && <span class="soft">{deep}</span>}
      {parts.map(({ kind, text }, index) =>
        text.length > MOST_CHARACTERS ? (
          <LongPart key={index} kind={kind} text={text} />
        ) : (
          <span key={index} class={`json-${kind}`}>
            {visibleText(text)}
          </span>
        ),
      )}
      {"\n"}
    </>
  );
}

function LongPart({ kind, text }: { kind: string; text: string }) {
  const [isWhole, setWhole] = useState(false);
  return (
    <span class={`json-${kind}`}>
      {visibleText(isWhole ? text : text.slice(0, MOST_CHARACTERS))}
      {!isWhole && (
        <button type="button" class="inline" onClick={() => setWhole(true)}>
          … show all {text.length} characters
        </button>
      )}
    </span>
  );
}
