/** What tools that deploy OpenStack write into `[oslo_messaging_rabbit]` of every service's file. */
export const deployments = {
  "kolla-ansible": [
    "use_queue_manager = true",
    "heartbeat_in_pthread = false",
    "rabbit_quorum_queue = true",
    "rabbit_transient_quorum_queue = true",
    "rabbit_stream_fanout = true",
    "rabbit_qos_prefetch_count = 50",
  ],
  "openstack-ansible": [
    "rabbit_quorum_queue = True",
    "rabbit_transient_quorum_queue = True",
    "rabbit_stream_fanout = True",
    "rabbit_qos_prefetch_count = 10",
    "use_queue_manager = False",
    "rabbit_quorum_delivery_limit = 0",
    "rabbit_quorum_max_memory_bytes = 0",
  ],
  "openstack-helm": [
    "amqp_durable_queues = true",
    "rabbit_quorum_queues = true",
    "rabbit_transient_quorum_queue = true",
    "use_queue_manager = true",
  ],
  RHOSO: ["rabbit_quorum_queue = true", "rabbit_transient_quorum_queue = true"],
  "raised limit": ["rabbit_quorum_queue = true", "rabbit_quorum_delivery_limit = -1"],
  "Debian's packages": [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A tool of {@link deployments}. */
export type Deployment = keyof typeof deployments;

/** The URL of a broker, as such a tool writes it. */
export function transportUrl(deployment: Deployment, url: string): string {
  if (deployment !== "openstack-ansible") return url;
  // Each node of the cluster, and the virtual host `/` by its name.
  const node = url.replace(/^rabbit:\/\//, "").replace(/\/$/, "");
  return `rabbit://${node},${node}//?ssl=0`;
}

/** The file of a service, as such a tool writes it. */
export function serviceFile(
  deployment: Deployment,
  { url, exchange }: { readonly url: string; readonly exchange: string },
): string {
  return [
    "[DEFAULT]",
    `transport_url = ${url}`,
    `control_exchange = ${exchange}`,
    "rpc_ping_enabled = true",
    "[oslo_concurrency]",
    "lock_path = /tmp",
    "[oslo_messaging_rabbit]",
    ...deployments[deployment],
    "",
  ].join("\n");
}

/** Whether such a file makes fanout and reply queues quorum ones, which are durable. */
export function hasTransientQuorum(deployment: Deployment): boolean {
  return (deployments[deployment] as readonly string[]).some((line) =>
    /^rabbit_transient_quorum_queue = true$/i.test(line),
  );
}
