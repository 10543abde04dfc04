import type { Method, ServiceDetail } from "../../../src/console/api.js";
import type { JsonValue } from "../json/parse-json.js";
import { writeJson } from "../json/write-json.js";
import { JsonView } from "../parts/json-view.js";
import { visibleLines, visibleText } from "../parts/visible-text.js";

/** What a method returns and raises. */
export function SchemaView({ service, method }: { service: ServiceDetail; method: Method }) {
  const { kind, result, errors } = method;
  return (
    <>
      {kind !== "cast" && (
        <>
          <h3>Returns</h3>
          {result === undefined ? <p>null</p> : <JsonView text={writeJson(result as JsonValue)} />}
        </>
      )}
      {kind === "cast" && <p>A cast has no answer.</p>}
      {errors.length > 0 && (
        <>
          <h3>Raises</h3>
          <dl class="named">
            {errors.map((name) => (
              <div key={name}>
                <dt>
                  <code>{visibleText(name)}</code>
                </dt>
                <dd>
                  {visibleLines(service.errors.find((error) => error.name === name)?.description ?? "")}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {Object.keys(service.$defs).length > 0 && (
        <details>
          <summary>Definitions that schemas refer to</summary>
          <JsonView text={writeJson(service.$defs as JsonValue)} />
        </details>
      )}
    </>
  );
}
