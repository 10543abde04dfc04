import { useEffect, useState } from "preact/hooks";
import type { CallError } from "../../../src/console/api.js";
import { CopyButton } from "../parts/copy-button.js";
import { JsonView } from "../parts/json-view.js";
import { Note } from "../parts/note.js";
import { TextBox } from "../parts/scroll-box.js";
import { visibleLines, visibleText } from "../parts/visible-text.js";
import { Waterfall } from "../parts/waterfall.js";
import { duration } from "../parts/words.js";
import type { CallEntry } from "./workbench.js";

interface OutcomeProps {
  readonly entry: CallEntry | undefined;
  readonly onGiveUp: (id: number) => void;
}

/** What came of a request. */
export function Outcome({ entry, onGiveUp }: OutcomeProps) {
  if (entry === undefined) return <p class="soft">Nothing was sent yet.</p>;
  const { answer, trouble, isGivenUp } = entry;
  if (trouble !== undefined) return <Note isBad text={trouble} />;
  if (isGivenUp)
    return <Note text="Given up: nobody waits for the answer. A server that has begun goes on." />;
  if (answer === undefined) return <Waiting since={entry.begun} onGiveUp={() => onGiveUp(entry.id)} />;
  return (
    <div class="outcome" role="status">
      {answer.outcome === "result" && (
        <>
          <div class="with-copy">
            <p class="good">Result</p>
            <CopyButton label="Copy result" text={answer.result.text} />
          </div>
          <JsonView text={answer.result.text} truncated={answer.result.truncated ?? false} />
        </>
      )}
      {answer.outcome === "accepted" && <p class="good">Accepted: the peer has taken it.</p>}
      {answer.outcome === "error" && <Failure error={answer.error} />}
      <Waterfall timing={answer.timing} />
    </div>
  );
}

function Waiting({ since, onGiveUp }: { since: number; onGiveUp: () => void }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 200);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="with-copy">
      <p class="soft">Waiting for the answer, {duration(Math.max(0, now - since))} so far …</p>
      <button type="button" onClick={onGiveUp}>
        Cancel
      </button>
    </div>
  );
}

/** Lines of a traceback that are shown at first: the last ones say where it happened. */
const FIRST_LINES = 100;

function Failure({
  error: { class: name, module, message, kwargs, traceback, code, problems = [] },
}: {
  error: CallError;
}) {
  const [isWhole, setWhole] = useState(false);
  const lines = traceback ?? [];
  const shown = isWhole ? lines : lines.slice(-FIRST_LINES);
  return (
    <>
      <p class="bad">
        <strong>{visibleText(name)}</strong>
        {module !== undefined && module !== "" && <span class="soft"> {visibleText(module)}</span>}
        {code !== undefined && <span class="badge">{visibleText(code)}</span>}
      </p>
      <p class="message">{visibleLines(message)}</p>
      {problems.length > 0 && (
        <ul>
          {problems.map((problem) => (
            <li key={`${problem.pointer} ${problem.message}`}>
              {visibleText(`${problem.pointer} ${problem.message}`)}
            </li>
          ))}
        </ul>
      )}
      {kwargs !== undefined && <JsonView text={kwargs.text} truncated={kwargs.truncated ?? false} />}
      {lines.length > 0 && (
        <details>
          <summary>Traceback</summary>
          {shown.length < lines.length && (
            <button type="button" onClick={() => setWhole(true)}>
              Show {lines.length - shown.length} earlier entries
            </button>
          )}
          <TextBox>{visibleLines(shown.join(""))}</TextBox>
        </details>
      )}
    </>
  );
}
