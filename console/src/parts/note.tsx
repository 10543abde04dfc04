import { visibleText } from "./visible-text.js";

/** What is missing, and why. */
export function Note({ text, isBad = false }: { text: string; isBad?: boolean }) {
  return (
    <p class={isBad ? "note bad" : "note"} role="status">
      {visibleText(text)}
    </p>
  );
}
