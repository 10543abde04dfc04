import type { ServiceDetail } from "../../../src/console/api.js";
import { Note } from "../parts/note.js";
import { ScrollBox } from "../parts/scroll-box.js";
import { visibleLines, visibleText } from "../parts/visible-text.js";
import { duration } from "../parts/words.js";
import { hashOf } from "../route.js";
import { Kind } from "./service-menu.js";

/** A service as a whole: its place, its servers, its methods, errors and notifications. */
export function ServicePage({ service }: { service: ServiceDetail }) {
  const { name, version, topic, exchange, namespace, source, description, problem } = service;
  return (
    <>
      <h1>
        {visibleText(name)} <span class="soft">{version}</span>
      </h1>
      {description !== undefined && <p class="description">{visibleLines(description)}</p>}
      <dl class="facts">
        <dt>Topic</dt>
        <dd>{visibleText(topic)}</dd>
        <dt>Exchange</dt>
        <dd>{visibleText(exchange)}</dd>
        <dt>Namespace</dt>
        <dd>{namespace === undefined ? "none" : visibleText(namespace)}</dd>
        <dt>Definition</dt>
        <dd>{source === "definition" ? "from a file (--schema)" : "told by its servers"}</dd>
      </dl>
      {problem !== undefined && <Note text={problem} />}
      <Servers service={service} />
      <h2>Methods</h2>
      <table class="wide">
        <tbody>
          {service.methods.map((method) => (
            <tr key={method.name}>
              <th scope="row">
                <a href={hashOf({ view: "services", service: service.id, method: method.name })}>
                  <code>{visibleText(method.name)}</code>
                </a>
              </th>
              <td>
                <Kind method={method} />
              </td>
              <td>{visibleText((method.description ?? "").split("\n")[0] ?? "")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Named
        title="Errors"
        rows={service.errors.map((error) => [error.name, error.description ?? error.module])}
      />
      <Named
        title="Notifications"
        rows={service.notifications.map((notification) => [
          notification.eventType,
          notification.description ?? "",
        ])}
      />
    </>
  );
}

function Servers({ service: { servers } }: { service: ServiceDetail }) {
  if (servers.length === 0) return null;
  return (
    <>
      <h2>Servers</h2>
      <ScrollBox label="servers">
        <table class="wide">
          <thead>
            <tr>
              <th scope="col">Server</th>
              <th scope="col">Host</th>
              <th scope="col">Process</th>
              <th scope="col">Up for</th>
              <th scope="col">Library</th>
              <th scope="col">Running</th>
            </tr>
          </thead>
          <tbody>
            {servers.map(({ server, host, process, since, version, running }) => (
              <tr key={`${server} ${host} ${process}`}>
                <th scope="row">{visibleText(server)}</th>
                <td>{visibleText(host)}</td>
                <td>{process}</td>
                <td>{upFor(since)}</td>
                <td>{visibleText(version)}</td>
                <td>{running}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

function Named({ title, rows }: { title: string; rows: readonly (readonly [string, string])[] }) {
  if (rows.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <dl class="named">
        {rows.map(([name, text]) => (
          <div key={name}>
            <dt>
              <code>{visibleText(name)}</code>
            </dt>
            <dd>{visibleLines(text)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function upFor(since: string): string {
  const ms = Date.now() - Date.parse(since);
  return Number.isNaN(ms) ? "" : duration(Math.max(0, ms));
}
