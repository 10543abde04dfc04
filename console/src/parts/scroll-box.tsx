import type { ComponentChildren } from "preact";

/** What may be wider than its place. It takes the focus, so that the keyboard can scroll it. */
export function ScrollBox({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled
    <section class="sideways" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}

/** A text in lines of its own, as high as a part of the window. It takes the focus as well. */
export function TextBox({ children }: { children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled
    <pre tabIndex={0}>
      <code>{children}</code>
    </pre>
  );
}
