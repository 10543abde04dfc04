import type { NotificationLine } from "../../../src/console/events.js";
import { usePart } from "../parts/changing.js";
import { Details } from "../parts/details.js";
import { Facts, SeenValues } from "../parts/facts.js";
import { type Shown, StreamView } from "../parts/stream-view.js";
import { visibleText } from "../parts/visible-text.js";
import { clockTime } from "../parts/words.js";
import type { LiveState } from "../server/live-state.js";
import { admittedNotifications, type NotificationFilter } from "./notification-filter.js";

const BAD: ReadonlySet<string | undefined> = new Set(["ERROR", "CRITICAL"]);

interface NotificationsViewProps {
  readonly live: LiveState;
  readonly filter: NotificationFilter;
  readonly onFilter: (filter: NotificationFilter) => void;
  readonly shown: Shown;
}

/** Notifications, while they go. */
export function NotificationsView({ live, filter, onFilter, shown }: NotificationsViewProps) {
  const view = usePart(live, ({ views }) => views?.notifications);
  return (
    <StreamView
      live={live}
      name="notifications"
      title="Notifications"
      label="notifications"
      streamOf={({ notifications }) => notifications}
      source={{ view, title: "Notifications" }}
      filter={filter}
      onFilter={onFilter}
      admit={admittedNotifications}
      choices={[
        { label: "Topic", member: "topic", of: ({ topic }) => topic },
        { label: "Priority", member: "priority", of: ({ priority }) => priority },
        { label: "Event", member: "eventType", of: ({ eventType }) => eventType },
      ]}
      shown={shown}
      empty={{
        filtered: "No notification fits the filters.",
        all: "Nothing was seen yet. Notifications appear as they go.",
      }}
      onClear={() => live.clearNotifications()}
      cellsOf={() => (row) => <Cells row={row} />}
      details={(row, close) => <NotificationDetails row={row} onClose={close} />}
    />
  );
}

function Cells({ row }: { row: NotificationLine }) {
  return (
    <>
      <span class="cell time">{clockTime(row.time)}</span>
      <span class={BAD.has(row.priority) ? "cell priority error" : "cell priority"}>
        {visibleText(row.priority ?? "")}
      </span>
      <span class="cell event">{visibleText(row.eventType ?? "")}</span>
      <span class="cell publisher">{visibleText(row.publisherId ?? "")}</span>
      <span class="cell topic">{visibleText(row.topic)}</span>
    </>
  );
}

function NotificationDetails({ row, onClose }: { row: NotificationLine; onClose: () => void }) {
  return (
    <Details title={row.eventType ?? "notification"} onClose={onClose}>
      <Facts
        facts={[
          ["Topic", row.topic],
          ["Exchange", row.exchange],
          ["Priority", row.priority],
          ["Publisher", row.publisherId],
          ["Seen", clockTime(row.time)],
          ["Sent", row.timestamp],
          ["Message id", row.messageId],
          ["Caller", row.caller],
          ["Request id", row.requestId],
        ]}
      />
      <h3>Payload</h3>
      <SeenValues line={row} />
    </Details>
  );
}
