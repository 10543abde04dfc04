import type { ConnectionOptions } from "rhea";

export const SERVICE_ADDRESS = "openstack.org/om/rpc/anycast/bench/rhea";
export const FANOUT_ADDRESS = "openstack.org/om/rpc/multicast/bench/rhea";

/** Without tcp_no_delay rhea makes some hundred sequential calls a second: nobody would leave it at that. */
export function connectionOptions(url: string): ConnectionOptions {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port), reconnect: false, tcp_no_delay: true } as ConnectionOptions;
}
