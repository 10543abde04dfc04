import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const VERSIONS = {
  versions: [
    {
      id: "v1.0",
      status: "CURRENT",
      max_version: "1.39",
      min_version: "1.0",
      links: [{ rel: "self", href: "" }],
    },
  ],
};

/** As much of placement as nova-conductor asks when it starts. */
export async function startPlacement(): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(VERSIONS));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
