import { useMemo, useState } from "preact/hooks";
import type { NotificationLine } from "../../../src/console/events.js";
import { usePart } from "../parts/changing.js";
import { Details } from "../parts/details.js";
import { choicesOf, FilterBar, SelectFilter, TextFilter } from "../parts/filter-bar.js";
import { JsonView } from "../parts/json-view.js";
import { Note } from "../parts/note.js";
import { usePause } from "../parts/use-pause.js";
import { VirtualList } from "../parts/virtual-list.js";
import { visibleText } from "../parts/visible-text.js";
import { clockTime, counted } from "../parts/words.js";
import type { LiveState } from "../server/live-state.js";
import { admittedNotifications, type NotificationFilter } from "./notification-filter.js";

const BAD: ReadonlySet<string | undefined> = new Set(["ERROR", "CRITICAL"]);

interface NotificationsViewProps {
  readonly live: LiveState;
  readonly filter: NotificationFilter;
  readonly onFilter: (filter: NotificationFilter) => void;
}

/** Notifications, while they go. */
export function NotificationsView({ live, filter, onFilter }: NotificationsViewProps) {
  const rows = usePart(live, ({ notifications }) => notifications.rows);
  const view = usePart(live, ({ views }) => views?.notifications);
  const { shown, isPaused, toggle } = usePause({ rows, dropped: live.notifications.dropped });
  const [chosen, setChosen] = useState<number>();
  const admitted = useMemo(() => admittedNotifications(shown.rows, filter), [shown.rows, filter]);
  const isFiltered = admitted !== shown.rows;
  const topics = useMemo(() => choicesOf(shown.rows, ({ topic }) => topic), [shown.rows]);
  const types = useMemo(() => choicesOf(shown.rows, ({ eventType }) => eventType), [shown.rows]);
  const priorities = useMemo(() => choicesOf(shown.rows, ({ priority }) => priority), [shown.rows]);
  const row = chosen === undefined ? undefined : admitted.find(({ id }) => id === chosen);
  const set = (part: Partial<NotificationFilter>) => onFilter({ ...filter, ...part });
  return (
    <section class="stream" aria-label="notifications">
      <h1 class="unseen">Notifications</h1>
      <FilterBar>
        <SelectFilter
          label="Topic"
          value={filter.topic}
          choices={topics}
          onChange={(topic) => set({ topic })}
        />
        <SelectFilter
          label="Priority"
          value={filter.priority}
          choices={priorities}
          onChange={(priority) => set({ priority })}
        />
        <SelectFilter
          label="Event"
          value={filter.eventType}
          choices={types}
          onChange={(eventType) => set({ eventType })}
        />
        <TextFilter value={filter.text} onChange={(text) => set({ text })} />
        <button type="button" aria-pressed={isPaused} onClick={toggle}>
          {isPaused ? "Resume" : "Pause"}
        </button>
        <button type="button" onClick={() => live.clearNotifications()}>
          Clear
        </button>
      </FilterBar>
      <p class="soft state">
        {isFiltered
          ? `${admitted.length} of ${counted(shown.rows.length, "row")}`
          : counted(rows.length, "row")}
        {isPaused && ", paused"}
      </p>
      {view?.why !== undefined && <Note isBad={!view.on} text={`Notifications: ${view.why}`} />}
      {admitted.length === 0 ? (
        <p class="soft empty">
          {isFiltered
            ? "No notification fits the filters."
            : "Nothing was seen yet. Notifications appear as they go."}
        </p>
      ) : (
        <div class={row === undefined ? "list-and-details" : "list-and-details open"}>
          <div class="rows notifications">
            <VirtualList
              label="notifications"
              rows={admitted}
              choice={filter}
              dropped={isFiltered ? 0 : shown.dropped}
              chosen={chosen}
              idOf={({ id }) => id}
              onChoose={({ id }) => setChosen(id)}
            >
              {(own) => <Cells row={own} />}
            </VirtualList>
          </div>
          {row !== undefined && <NotificationDetails row={row} onClose={() => setChosen(undefined)} />}
        </div>
      )}
    </section>
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
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Topic", row.topic],
    ["Exchange", row.exchange],
    ["Priority", row.priority],
    ["Publisher", row.publisherId],
    ["Seen", clockTime(row.time)],
    ["Sent", row.timestamp],
    ["Message id", row.messageId],
    ["Caller", row.caller],
    ["Request id", row.requestId],
  ];
  return (
    <Details title={row.eventType ?? "notification"} onClose={onClose}>
      <dl class="facts">
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{visibleText(value)}</dd>
              </div>
            ),
        )}
      </dl>
      <h3>Payload</h3>
      {row.values !== undefined && (
        <JsonView text={row.values.text} truncated={row.values.truncated ?? false} />
      )}
    </Details>
  );
}
