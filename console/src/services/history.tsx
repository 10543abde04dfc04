import { visibleText } from "../parts/visible-text.js";
import { clockTime, duration } from "../parts/words.js";
import type { CallEntry } from "./workbench.js";

interface HistoryProps {
  readonly entries: readonly CallEntry[];
  readonly chosen: number | undefined;
  readonly onChoose: (entry: CallEntry) => void;
}

/** The requests of this page to a method, the newest first. One that is chosen is shown, and its arguments come back. */
export function History({ entries, chosen, onChoose }: HistoryProps) {
  if (entries.length === 0) return <p class="soft">Nothing was sent yet.</p>;
  return (
    <ol class="history">
      {entries.map((entry) => (
        <li key={entry.id}>
          <button
            type="button"
            {...(entry.id === chosen && { "aria-current": "true" as const })}
            onClick={() => onChoose(entry)}
          >
            <span>{clockTime(entry.begun)}</span>
            <span class={isBad(entry) ? "bad" : "good"}>{endOf(entry)}</span>
            <code class="arguments">
              {visibleText(entry.request.arguments.replace(/\s+/g, " ").slice(0, 100))}
            </code>
          </button>
        </li>
      ))}
    </ol>
  );
}

function isBad({ answer, trouble, isGivenUp }: CallEntry): boolean {
  return trouble !== undefined || isGivenUp || answer?.outcome === "error";
}

function endOf({ answer, trouble, isGivenUp }: CallEntry): string {
  if (isGivenUp) return "given up";
  if (trouble !== undefined) return "not sent";
  if (answer === undefined) return "runs";
  const { sent, answered, taken } = answer.timing;
  const took = duration((answered ?? taken ?? sent) - sent);
  return `${answer.outcome === "error" ? visibleText(answer.error.class) : answer.outcome} ${took}`;
}
