import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Health, Session } from "../../src/console/api.js";
import { usePart } from "./parts/changing.js";
import { Note } from "./parts/note.js";
import { visibleText } from "./parts/visible-text.js";
import { hashOf, VIEWS, type ViewName } from "./route.js";
import type { LiveState, StreamState } from "./server/live-state.js";
import type { Answer } from "./server/use-answer.js";
import type { Theme } from "./theme.js";

const TITLES: Readonly<Record<ViewName, string>> = {
  services: "Services",
  traffic: "Traffic",
  notifications: "Notifications",
  load: "Load",
};

const TROUBLES: Readonly<Partial<Record<StreamState, string>>> = {
  reconnecting:
    "The program oslo-rpc console does not answer: it has ended, or its machine is busy. What is here is what was last seen; connecting again …",
  "no permission":
    "This page has no permission any more: oslo-rpc console was started again. Open the link that it printed.",
};

interface ShellProps {
  readonly view: ViewName;
  readonly live: LiveState;
  readonly session: Answer<Session>;
  readonly theme: Theme;
  readonly onTheme: () => void;
  readonly children: ComponentChildren;
}

/** What stands around every view: where one is, and how the connections are. */
export function Shell({
  view,
  live,
  session: { value: session, isSlow },
  theme,
  onTheme,
  children,
}: ShellProps) {
  const stream = usePart(live, (state) => state.stream);
  const health = usePart(live, (state) => state.health) ?? session?.health;
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${TITLES[view]} · oslo-rpc console`;
  }, [view]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.matches("input, textarea, select");
      const filter = main.current?.querySelector<HTMLElement>(".filter");
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || !filter) return;
      event.preventDefault();
      filter.focus();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  const trouble = TROUBLES[stream];
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the view
      </button>
      <header class="bar">
        <span class="brand">oslo-rpc</span>
        <nav aria-label="views">
          {VIEWS.map((name) => (
            <a
              key={name}
              href={hashOf({ view: name })}
              {...(name === view && { "aria-current": "page" as const })}
            >
              {TITLES[name]}
            </a>
          ))}
        </nav>
        <span class="connection">
          {health !== undefined && <HealthWord health={health} />}
          <span class="soft transport">{visibleText(session?.transport ?? "")}</span>
          {session?.readOnly && <span class="badge">read-only</span>}
        </span>
        <button
          type="button"
          class="theme"
          aria-pressed={theme === "dark"}
          onClick={onTheme}
          aria-label="dark theme"
        >
          <span aria-hidden="true">◐</span>
        </button>
      </header>
      {trouble !== undefined && <Note isBad text={trouble} />}
      {trouble === undefined && isSlow && (
        <Note text="The program oslo-rpc console has not answered yet; still waiting." />
      )}
      {trouble === undefined && health?.state === "lost" && (
        <Note isBad text={`The peer is gone, and is tried again: ${health.error ?? "no reason is known"}`} />
      )}
      <main id="main" tabIndex={-1} ref={main}>
        {children}
      </main>
    </>
  );
}

function HealthWord({ health: { state, error } }: { health: Health }) {
  return (
    <span class={`health ${state}`} title={visibleText(error ?? "")}>
      <span class="dot" aria-hidden="true" /> {state}
    </span>
  );
}
