import { useState } from "preact/hooks";
import type { MethodSummary, ServiceDetail, ServiceList } from "../../../src/console/api.js";
import { visibleText } from "../parts/visible-text.js";
import { counted, wordsOf } from "../parts/words.js";
import { hashOf } from "../route.js";
import { methodsThatFit } from "./menu-filter.js";

interface ServiceMenuProps {
  readonly list: ServiceList | undefined;
  /** The one that is chosen, once it is there. */
  readonly service: ServiceDetail | undefined;
  readonly chosen: string | undefined;
  readonly method: string | undefined;
  readonly isWaiting: boolean;
  readonly onRefresh: () => void;
}

/** The services with the methods of the one that is chosen and, where there is a filter, those of all that fit. */
export function ServiceMenu({ list, service, chosen, method, isWaiting, onRefresh }: ServiceMenuProps) {
  const [filter, setFilter] = useState("");
  // The service that is chosen has all of its methods, however many there are in all.
  const services = (list?.services ?? []).map((own) =>
    own.id === service?.id ? { ...own, methods: service.methods } : own,
  );
  const { shown, more } = methodsThatFit(services, chosen, wordsOf(filter));
  return (
    <nav class="menu" aria-label="services and methods">
      <div class="menu-head">
        <input
          type="search"
          class="filter"
          aria-label="filter services and methods"
          placeholder="Filter ( / )"
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
        />
        <button type="button" onClick={onRefresh} disabled={isWaiting} title="ask the servers again">
          {isWaiting ? "Asking…" : "Refresh"}
        </button>
      </div>
      <ul>
        {shown.map(({ service: { id, name, topic, version, servers, problem }, methods }) => (
          <li key={id}>
            <a
              class="service"
              href={hashOf({ view: "services", service: id })}
              {...(id === chosen && method === undefined && { "aria-current": "page" as const })}
            >
              <strong>{visibleText(name)}</strong>
              <span class="soft">
                {visibleText(`${topic} · ${version} · ${counted(servers.length, "server")}`)}
                {problem !== undefined && servers.length === 0 && <span class="warn"> · nobody answers</span>}
              </span>
            </a>
            {methods !== undefined && (
              <MethodLinks service={id} methods={methods} chosen={id === chosen ? method : undefined} />
            )}
          </li>
        ))}
        {more > 0 && <li class="soft">{more} more methods: filter them</li>}
        {shown.length === 0 && filter !== "" && <li class="soft">no service and no method fits</li>}
      </ul>
      {(list?.topics ?? []).length > 0 && (
        <details open={shown.length === 0}>
          <summary>Topics without a definition</summary>
          <ul>
            {list?.topics.map(({ topic, exchange, problem }) => (
              <li key={`${exchange} ${topic}`} class="soft">
                {visibleText(`${topic} (${exchange}): ${problem}`)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </nav>
  );
}

interface MethodLinksProps {
  /** Its id. */
  readonly service: string;
  readonly methods: readonly MethodSummary[];
  readonly chosen: string | undefined;
}

function MethodLinks({ service, methods, chosen }: MethodLinksProps) {
  return (
    <ul>
      {methods.map((method) => (
        <li key={method.name}>
          <a
            class={method.deprecated ? "method deprecated" : "method"}
            href={hashOf({ view: "services", service, method: method.name })}
            {...(method.name === chosen && { "aria-current": "page" as const })}
          >
            <code>{visibleText(method.name)}</code>
            <Kind method={method} />
          </a>
        </li>
      ))}
      {methods.length === 0 && <li class="soft">no method fits</li>}
    </ul>
  );
}

/** What requests a method takes. */
export function Kind({ method: { kind } }: { method: Pick<MethodSummary, "kind"> }) {
  return <span class="badge">{kind === "both" ? "call, cast" : kind}</span>;
}
