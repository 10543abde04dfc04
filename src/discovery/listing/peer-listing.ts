import type { Configuration } from "../../config/configuration.js";
import { optionGroups } from "../../config/options.js";
import { parseTransportUrl } from "../../messaging/transport-url.js";
import { UsageError } from "../../terminal/usage-error.js";
import type { Listed } from "./listed.js";
import { listRabbit } from "./rabbit-listing.js";
import { listRouter } from "./router-listing.js";

/** The peer whose topics are listed. */
export interface ListedPeer {
  /** The transport's. */
  readonly url: string;
  /** Without the URL's query. */
  readonly configuration: Configuration;
  /** HTTP port of the router, or RabbitMQ's management page. */
  readonly http: URL | undefined;
  /** That of the router's HTTP port. */
  readonly token: string | undefined;
}

/**
 * Topics and servers that the router or broker of a transport knows of.
 *
 * @param timeout seconds to wait for its answer
 * @throws {UsageError} it lists nothing, or only where `http` names its place.
 * @throws {CommandFailure} it does not answer.
 */
export async function listPeer(
  { url, configuration, http, token }: ListedPeer,
  timeout: number,
): Promise<readonly Listed[]> {
  const parsed = parseTransportUrl(url);
  const group = optionGroups.find(({ driver }) => driver === parsed.driver);
  if (group === undefined || parsed.driver === "fake")
    throw new UsageError(`Nothing can be listed of ${parsed.scheme}://`);
  const own = configuration.withQuery(group.name, parsed.query);
  return parsed.driver === "rabbit"
    ? listRabbit(parsed, own, { http, timeout })
    : listRouter(own, { http, token, timeout });
}
