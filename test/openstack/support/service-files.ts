import { deployments } from "../../rabbit/support/deployments.js";

/** What of OpenStack runs here. */
export type Project = "nova" | "neutron" | "cinder" | "heat";

/** Ports of what a service offers or needs besides RabbitMQ. */
export interface Ports {
  /** Of neutron's REST API. */
  readonly rest?: number;
  /** Of what stands for placement. */
  readonly placement?: number;
}

interface Place {
  readonly url: string;
  /** A folder for databases and locks, as the service sees it. */
  readonly folder: string;
  readonly ports: Ports;
}

/** Host name of all services. */
export const HOST = "host1";

const OWN: Readonly<Record<Project, (place: Place) => readonly string[]>> = {
  nova: ({ folder, ports }) => [
    "[DEFAULT]",
    "my_ip = 127.0.0.1",
    "[api]",
    "auth_strategy = noauth2",
    "[api_database]",
    `connection = sqlite:///${folder}/nova-api.sqlite`,
    "[conductor]",
    "workers = 1",
    "[scheduler]",
    "workers = 1",
    "[notifications]",
    "notification_format = both",
    "notify_on_state_change = vm_and_task_state",
    "[placement]",
    "auth_type = none",
    `endpoint_override = http://127.0.0.1:${ports.placement ?? 1}`,
  ],
  neutron: ({ ports }) => [
    "[DEFAULT]",
    "core_plugin = ml2",
    "service_plugins = router",
    "auth_strategy = noauth",
    "api_paste_config = /etc/neutron/api-paste.ini",
    "bind_host = 127.0.0.1",
    `bind_port = ${ports.rest ?? 9696}`,
    "api_workers = 1",
    "rpc_workers = 1",
    "rpc_state_report_workers = 0",
    "notify_nova_on_port_status_changes = false",
    "notify_nova_on_port_data_changes = false",
    "[oslo_policy]",
    "enforce_scope = false",
    "enforce_new_defaults = false",
    "[ml2]",
    "type_drivers = flat,vlan,vxlan",
    "tenant_network_types = vxlan",
    "mechanism_drivers = openvswitch",
    "[ml2_type_vxlan]",
    "vni_ranges = 1:1000",
  ],
  cinder: () => [
    "[DEFAULT]",
    "auth_strategy = noauth",
    "enabled_backends = fake",
    "[fake]",
    "volume_driver = cinder.tests.fake_driver.FakeLoggingVolumeDriver",
    "volume_backend_name = fake",
  ],
  heat: () => ["[DEFAULT]", "num_engine_workers = 1"],
};

/** The file of a project's services: what each needs to run alone, and the section of kolla-ansible. */
export function serviceFile(project: Project, place: Place): string {
  return [
    "[DEFAULT]",
    `transport_url = ${place.url}`,
    `state_path = ${place.folder}`,
    `host = ${HOST}`,
    "use_stderr = true",
    "rpc_ping_enabled = true",
    "[database]",
    `connection = sqlite:///${place.folder}/${project}.sqlite`,
    "[oslo_concurrency]",
    `lock_path = ${place.folder}`,
    "[oslo_messaging_notifications]",
    "driver = messagingv2",
    "[oslo_messaging_rabbit]",
    ...deployments["kolla-ansible"],
    ...OWN[project](place),
    "",
  ].join("\n");
}
