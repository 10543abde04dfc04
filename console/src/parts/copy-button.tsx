import { useEffect, useState } from "preact/hooks";

/** How long it says what came of it. */
const SAID_MS = 2_000;

/** Copies a text; where the browser does not let it, the text beside it is there to be selected. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid("Copied"),
      () => setSaid("Not allowed: select it"),
    );
  return (
    <button type="button" onClick={() => void copy()}>
      {said === "" ? label : said}
    </button>
  );
}
