import { useState } from "preact/hooks";
import type { Method, ServiceDetail, ServiceList } from "../../../src/console/api.js";
import { visibleText } from "../parts/visible-text.js";
import { counted } from "../parts/words.js";
import { hashOf } from "../route.js";

interface ServiceMenuProps {
  readonly list: ServiceList | undefined;
  /** The one that is chosen, once it is there. */
  readonly service: ServiceDetail | undefined;
  readonly chosen: string | undefined;
  readonly method: string | undefined;
  readonly isWaiting: boolean;
  readonly onRefresh: () => void;
}

/** Methods of a service that have a line; the filter finds the others. */
const MOST_METHODS = 300;

/** The services and, of the one that is chosen, the methods. */
export function ServiceMenu({ list, service, chosen, method, isWaiting, onRefresh }: ServiceMenuProps) {
  const [filter, setFilter] = useState("");
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const fits = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const services = (list?.services ?? []).filter(
    ({ id, name, topic }) => id === chosen || fits(`${name} ${topic}`),
  );
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
        {services.map(({ id, name, topic, version, servers, problem }) => (
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
            {id === chosen && service !== undefined && (
              <MethodLinks service={service} method={method} fits={fits} />
            )}
          </li>
        ))}
      </ul>
      {(list?.topics ?? []).length > 0 && (
        <details>
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
  readonly service: ServiceDetail;
  readonly method: string | undefined;
  readonly fits: (text: string) => boolean;
}

function MethodLinks({ service, method, fits }: MethodLinksProps) {
  const methods = service.methods.filter(({ name }) => fits(name));
  return (
    <ul>
      {methods.slice(0, MOST_METHODS).map((own) => (
        <li key={own.name}>
          <a
            class={own.deprecated ? "method deprecated" : "method"}
            href={hashOf({ view: "services", service: service.id, method: own.name })}
            {...(own.name === method && { "aria-current": "page" as const })}
          >
            <code>{visibleText(own.name)}</code>
            <Kind method={own} />
          </a>
        </li>
      ))}
      {methods.length > MOST_METHODS && (
        <li class="soft">{methods.length - MOST_METHODS} more: filter them</li>
      )}
      {methods.length === 0 && <li class="soft">no method fits</li>}
    </ul>
  );
}

/** What requests a method takes. */
export function Kind({ method: { kind } }: { method: Method }) {
  return <span class="badge">{kind === "both" ? "call, cast" : kind}</span>;
}
