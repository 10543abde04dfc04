import { defaults } from "../../config/groups/default.js";
import type { ServiceDescriptor } from "../../definition/descriptor.js";
import type { RpcTransport } from "../../transport/rpc-transport.js";
import { describeAll } from "../server-descriptions.js";
import type { Listed } from "./listed.js";

/** Seconds in which servers answer that are asked over links that are there. */
const LOOK = 1;

/**
 * Topic and servers of a definition, asked themselves: for peers that list nothing. Servers that do not tell their names,
 * as Python's, are counted with the topic.
 *
 * @param timeout seconds to wait for the first answer
 */
export async function listDefinition(
  transport: RpcTransport,
  definition: Pick<ServiceDescriptor, "topic" | "exchange" | "controlExchange">,
  timeout: number,
): Promise<readonly Listed[]> {
  const { topic } = definition;
  const exchange = transport.exchangeOf(definition);
  const look = () =>
    describeAll(transport, { topic, exchange }, { timeout: Math.min(LOOK, timeout), services: false });
  const patience = performance.now() + timeout * 1000;
  const isSilent = ({ servers, others }: Awaited<ReturnType<typeof look>>) => servers.length + others === 0;
  let found = await look();
  while (isSilent(found) && performance.now() < patience) found = await look();
  if (isSilent(found)) return [];
  // The first answers come late, since connection and links are made first, and some of them too late.
  found = await look();
  const place = {
    topic,
    exchange: exchange ?? transport.configuration.get(defaults.controlExchange),
    waiting: null,
  };
  const names = found.servers.map(({ server }) => server ?? "").sort();
  return [
    { ...place, server: null, consumers: names.length + found.others },
    ...names.map((server) => ({ ...place, server, consumers: 1 })),
  ];
}
