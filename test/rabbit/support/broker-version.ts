import { once } from "node:events";
import rhea from "rhea";
import type { PeerVersions } from "../../support/compatibility.js";

/** What the broker says it is when a connection opens. */
export async function brokerVersion(url: string): Promise<PeerVersions> {
  const { hostname: host, port, username, password } = new URL(url);
  const connection = rhea.create_container().connect({
    host,
    port: Number(port || 5672),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    reconnect: false,
  });
  await once(connection, "connection_open");
  const { product, version } = connection.properties as Readonly<Record<string, unknown>>;
  connection.close();
  await once(connection, "connection_close");
  return { [String(product)]: String(version) };
}
