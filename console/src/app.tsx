import { useEffect, useState } from "preact/hooks";
import type { Session } from "../../src/console/api.js";
import { LoadView } from "./load/load-view.js";
import { ALL_NOTIFICATIONS } from "./notifications/notification-filter.js";
import { NotificationsView } from "./notifications/notifications-view.js";
import { usePart } from "./parts/changing.js";
import { useRoute } from "./route.js";
import { followEvents } from "./server/event-stream.js";
import type { LiveState } from "./server/live-state.js";
import { requestJson } from "./server/request.js";
import { useAnswer } from "./server/use-answer.js";
import { ServicesView } from "./services/services-view.js";
import type { Workbench } from "./services/workbench.js";
import { Shell } from "./shell.js";
import { currentTheme, toggleTheme } from "./theme.js";
import { ALL_TRAFFIC } from "./traffic/traffic-filter.js";
import { TrafficView } from "./traffic/traffic-view.js";

/** The whole page. */
export function App({ live, workbench }: { live: LiveState; workbench: Workbench }) {
  const route = useRoute();
  const stream = usePart(live, (state) => state.stream);
  const views = usePart(live, (state) => state.views);
  const session = useAnswer(
    (signal) => requestJson<Session>("/api/session", undefined, signal),
    [stream === "open"],
  );
  const [topics, setTopics] = useState<readonly string[]>([]);
  const [allValues, setAllValues] = useState(false);
  useEffect(() => followEvents(live, { topics, allValues }), [live, topics, allValues]);
  const shown = { allValues, onAllValues: setAllValues };
  const [theme, setTheme] = useState(currentTheme);
  const [trafficFilter, setTrafficFilter] = useState(ALL_TRAFFIC);
  const [notificationFilter, setNotificationFilter] = useState(ALL_NOTIFICATIONS);
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const changed = () => setTheme(currentTheme());
    system.addEventListener("change", changed);
    return () => system.removeEventListener("change", changed);
  }, []);
  // The stream tells of changes.
  const known = session.value && views ? { ...session.value, views } : session.value;
  return (
    <Shell
      view={route.view}
      live={live}
      session={session}
      theme={theme}
      onTheme={() => {
        toggleTheme();
        setTheme(currentTheme());
      }}
    >
      {route.view === "services" && (
        <ServicesView live={live} workbench={workbench} route={route} session={known} />
      )}
      {route.view === "traffic" && (
        <TrafficView
          live={live}
          filter={trafficFilter}
          onFilter={setTrafficFilter}
          topics={topics}
          onTopics={setTopics}
          shown={shown}
        />
      )}
      {route.view === "notifications" && (
        <NotificationsView
          live={live}
          filter={notificationFilter}
          onFilter={setNotificationFilter}
          shown={shown}
        />
      )}
      {route.view === "load" && <LoadView live={live} theme={theme} />}
    </Shell>
  );
}
