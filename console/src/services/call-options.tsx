import type { Method, ServiceDetail } from "../../../src/console/api.js";
import { visibleText } from "../parts/visible-text.js";

/** How a request is sent, as it is typed. */
export interface ChosenOptions {
  readonly kind: "call" | "cast";
  /** Empty: whichever server takes it. */
  readonly server: string;
  readonly fanout: boolean;
  /** Seconds; empty: the default. */
  readonly timeout: string;
}

interface CallOptionsProps {
  readonly service: ServiceDetail;
  readonly method: Method;
  readonly options: ChosenOptions;
  readonly onChange: (options: ChosenOptions) => void;
}

/** Call or cast, to which server, and how long to wait. */
export function CallOptions({ service, method, options, onChange }: CallOptionsProps) {
  const servers = [...new Set(service.servers.map(({ server }) => server))].filter((server) => server !== "");
  const others = options.server === "" || servers.includes(options.server) ? [] : [options.server];
  return (
    <div class="options">
      {method.kind === "both" && (
        <label>
          Send as
          <select
            value={options.kind}
            onChange={({ currentTarget }) =>
              onChange({ ...options, kind: currentTarget.value === "cast" ? "cast" : "call" })
            }
          >
            <option value="call">call</option>
            <option value="cast">cast</option>
          </select>
        </label>
      )}
      <label>
        Server
        <select
          value={options.server}
          disabled={options.kind === "cast" && options.fanout}
          onChange={({ currentTarget }) => onChange({ ...options, server: currentTarget.value })}
        >
          <option value="">any</option>
          {[...servers, ...others].map((server) => (
            <option key={server} value={server}>
              {visibleText(server)}
            </option>
          ))}
        </select>
      </label>
      {options.kind === "cast" ? (
        <label class="check">
          <input
            type="checkbox"
            checked={options.fanout}
            onChange={({ currentTarget }) =>
              onChange({ ...options, fanout: currentTarget.checked, server: "" })
            }
          />
          to all servers (fanout)
        </label>
      ) : (
        <label>
          Timeout, s
          <input
            type="number"
            min="0.1"
            step="any"
            placeholder="default"
            value={options.timeout}
            onInput={({ currentTarget }) => onChange({ ...options, timeout: currentTarget.value })}
          />
        </label>
      )}
    </div>
  );
}
