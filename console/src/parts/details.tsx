import type { ComponentChildren } from "preact";
import { visibleText } from "./visible-text.js";

interface DetailsProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** The row that was chosen, beside its list; on a phone below it. */
export function Details({ title, onClose, children }: DetailsProps) {
  return (
    <aside
      class="details"
      aria-label="details"
      onKeyDown={({ key }) => {
        if (key === "Escape") onClose();
      }}
    >
      <div class="details-head">
        <h2>
          <code>{visibleText(title)}</code>
        </h2>
        <button type="button" aria-label="close the details" onClick={onClose}>
          ×
        </button>
      </div>
      {children}
    </aside>
  );
}
