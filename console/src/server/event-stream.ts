import type { Events } from "../../../src/console/events.js";
import type { LiveState } from "./live-state.js";
import { request, Trouble } from "./request.js";

/** Pause before another attempt, where the browser makes none of its own. */
const AGAIN_MS = 2_000;

/** What is asked of the server. */
interface Watched {
  /** None: those of the services. */
  readonly topics: readonly string[];
  readonly allValues: boolean;
}

/** Takes the server's events into the state, again after each loss, until it is told to end. */
export function followEvents(state: LiveState, { topics, allValues }: Watched): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;
  const query = new URLSearchParams(topics.map((topic) => ["topic", topic]));
  if (allValues) query.set("values", "all");

  const open = () => {
    if (isEnded) return;
    const opened = new EventSource(`/api/events?${query}`);
    source = opened;
    const on = <K extends keyof Events>(name: K, take: (data: Events[K]) => void) =>
      opened.addEventListener(name, ({ data }: MessageEvent<string>) => take(JSON.parse(data) as Events[K]));
    on("traffic", (lines) => state.addTraffic(lines));
    on("notifications", (lines) => state.addNotifications(lines));
    on("load", (load) => state.addLoad(load));
    on("health", (health) => state.setHealth(health));
    on("views", (views) => state.setViews(views));
    on("lost", ({ count }) => state.addLost(count));
    opened.onopen = () => state.setStream("open");
    opened.onerror = () => {
      opened.close();
      void lost();
    };
  };

  const lost = async () => {
    const permitted = await isPermitted();
    if (isEnded) return;
    state.setStream(permitted ? "reconnecting" : "no permission");
    // The link is opened in a tab of this browser, and gives this one its permission back.
    timer = setTimeout(open, AGAIN_MS);
  };

  open();
  return () => {
    isEnded = true;
    clearTimeout(timer);
    source?.close();
  };
}

/** An event source does not tell why it failed. */
async function isPermitted(): Promise<boolean> {
  try {
    await request("/api/session");
    return true;
  } catch (error) {
    return !(error instanceof Trouble && error.kind === "permission");
  }
}
