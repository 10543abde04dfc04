import { useState } from "preact/hooks";
import type { CallRequest, Snippets } from "../../../src/console/api.js";
import { useSettled } from "../parts/changing.js";
import { CopyButton } from "../parts/copy-button.js";
import { Note } from "../parts/note.js";
import { TextBox } from "../parts/scroll-box.js";
import { Tabs } from "../parts/tabs.js";
import { visibleLines } from "../parts/visible-text.js";
import { requestJson } from "../server/request.js";
import { useAnswer } from "../server/use-answer.js";

const LANGUAGES = [
  ["typescript", "TypeScript"],
  ["python", "Python"],
  ["shell", "Command line"],
] as const;

/** The request as programs make it. */
export function SnippetTabs({ request }: { request: CallRequest }) {
  const [language, setLanguage] = useState<keyof Snippets>("typescript");
  const body = useSettled(JSON.stringify(request), 250);
  const snippets = useAnswer(
    (signal) => requestJson<Snippets>("/api/snippets", JSON.parse(body) as CallRequest, signal),
    [body],
  );
  const text = snippets.value?.[language] ?? "";
  return (
    <Tabs label="language" tabs={LANGUAGES} chosen={language} onChoose={setLanguage}>
      {snippets.trouble !== undefined && <Note isBad text={snippets.trouble} />}
      {snippets.isSlow && <Note text="The console does not answer so far." />}
      {text !== "" && (
        <>
          <div class="with-copy">
            <p class="soft">This request, as it is now</p>
            <CopyButton label="Copy" text={text} />
          </div>
          <TextBox>{visibleLines(text)}</TextBox>
        </>
      )}
    </Tabs>
  );
}
