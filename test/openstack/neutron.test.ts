import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type RequestContext, RpcClient, RpcServer, type ServiceEndpoint } from "../../src/index.js";
import {
  getNotificationTransport,
  NotificationListener,
  type ServiceNotificationMetadata,
} from "../../src/notify/index.js";
import { NeutronAgentEndpoint, neutronAgentDescriptor } from "../fixtures/generated/neutron-agent/index.js";
import {
  NeutronDhcpAgentEndpoint,
  neutronDhcpAgentDescriptor,
} from "../fixtures/generated/neutron-dhcp-agent/index.js";
import {
  type NetworkCreateEndPayload,
  NeutronNotificationsNotificationEndpoint,
  type PortDeleteEndPayload,
} from "../fixtures/generated/neutron-notifications/index.js";
import { NeutronPluginClient } from "../fixtures/generated/neutron-plugin/index.js";
import { NeutronReportsClient } from "../fixtures/generated/neutron-reports/index.js";
import {
  NeutronResourcesEndpoint,
  neutronResourcesDescriptor,
} from "../fixtures/generated/neutron-resources/index.js";
import { EventLog } from "../interop/support/event-log.js";
import { eventually } from "../rabbit/support/eventually.js";
import { freePort } from "../support/free-port.js";
import { needs } from "../support/peers.js";
import { type Answered, answering } from "./support/answering.js";
import { openstack } from "./support/chroot.js";
import { afterEachFault } from "./support/faults.js";
import { type Lab, useLab } from "./support/lab.js";
import { NeutronRest } from "./support/neutron-rest.js";
import { HOST } from "./support/service-files.js";

const MESSAGE_MS = 60_000;
/** Python's services wait longer before each new attempt to connect, and a busy machine adds to that. */
const BACK_MS = 240_000;
const AGENT_TOPICS = ["network-delete", "port-update", "port-delete", "network-update", "tunnel-update"];
/** The version of ports of neutron 2025.1. One that agents alone have is pushed some minutes after their first report. */
const PORT_VERSION = "1.10";

/** What the agents and the listener are told, by the name of the method or of the event. */
const told = new EventLog<{ readonly name: string; readonly value: unknown }>();

class Notifications extends NeutronNotificationsNotificationEndpoint {
  override networkCreateEnd(
    _ctx: RequestContext,
    { network }: NetworkCreateEndPayload,
    { publisher_id }: ServiceNotificationMetadata,
  ): void {
    assert.match(publisher_id ?? "", /^network\./);
    told.add({ name: "networkCreateEnd", value: network.id });
  }

  override portDeleteEnd(_ctx: RequestContext, { port_id }: PortDeleteEndPayload): void {
    told.add({ name: "portDeleteEnd", value: port_id });
  }
}

describe("an agent in TypeScript and neutron-server", needs(openstack), () => {
  const agent = answering(NeutronAgentEndpoint, neutronAgentDescriptor);
  const dhcp = answering(NeutronDhcpAgentEndpoint, neutronDhcpAgentDescriptor);
  const resources = answering(NeutronResourcesEndpoint, neutronResourcesDescriptor);
  let rest: NeutronRest;
  let plugin: NeutronPluginClient;
  let reports: NeutronReportsClient;
  let asDhcpAgent: ReturnType<RpcClient["prepare"]>;

  const lab = useLab(async (started) => {
    const port = await freePort();
    rest = new NeutronRest(port);
    const file = started.writeFile("neutron", { rest: port });
    await started.runScript("neutron_db.py", `sqlite:///${started.inside}/neutron.sqlite`);
    const transport = started.transport("neutron");
    // As whom agents call: nobody else's networks are found otherwise.
    const asAdmin = { context: { is_admin: true }, timeout: 30 };
    plugin = new NeutronPluginClient(transport).prepare(asAdmin);
    reports = new NeutronReportsClient(transport).prepare(asAdmin);
    const target = { topic: "q-plugin", exchange: "neutron", version: "1.5" };
    asDhcpAgent = new RpcClient(transport, target).prepare(asAdmin);
    const serve = (topic: string, endpoint: ServiceEndpoint) =>
      started.startServer(new RpcServer(transport, { topic, server: HOST, endpoints: [endpoint] }));
    for (const topic of AGENT_TOPICS) await serve(`q-agent-notifier-${topic}`, agent.endpoint);
    await serve("dhcp_agent", dhcp.endpoint);
    await serve(`neutron-vo-Port-${PORT_VERSION}`, resources.endpoint);
    await listen(started);
    await started.startService(["neutron-server", "--config-file", file], () => rest.list("agents"));
  });

  async function listen(started: Lab): Promise<void> {
    const transport = getNotificationTransport({ configuration: started.configuration("neutron") });
    started.stopped(transport, (each) => each.close());
    const targets = [{ topic: "notifications", exchange: "neutron" }];
    const listener = new NotificationListener(transport, { targets, endpoints: [new Notifications()] });
    started.stopped(listener, (each) => each.stop());
    await listener.start();
  }

  const report = (agentType: string, binary: string, topic: string, configurations: object) => {
    const state = {
      agent_type: agentType,
      binary,
      host: HOST,
      topic,
      configurations: { ...configurations },
      start_flag: true,
      resource_versions: { Port: PORT_VERSION },
    };
    // Python writes microseconds and no zone.
    const time = new Date().toISOString().replace("Z", "000");
    return reports.report_state(time, { agent_state: state });
  };

  afterEachFault(lab, async (number) => {
    // neutron-server declares its queues anew in its own time.
    await eventually(() => report("Open vSwitch agent", "neutron-openvswitch-agent", "N/A", ovs), BACK_MS);
    await report("DHCP agent", "neutron-dhcp-agent", "dhcp_agent", { dhcp_driver: "none" });
    const agents = await rest.list("agents");
    assert.deepEqual(agents.map(({ binary, alive, host }) => [binary, alive, host]).sort(), [
      ["neutron-dhcp-agent", true, HOST],
      ["neutron-openvswitch-agent", true, HOST],
    ]);

    const network = await rest.create("network", { name: `network-${number}` });
    await notified("networkCreateEnd", network.id);
    await rest.create("subnet", { network_id: network.id, ip_version: 4, cidr: `10.0.${number}.0/24` });
    const port = await rest.create("port", {
      network_id: network.id,
      "binding:host_id": HOST,
      device_owner: "compute:nova",
    });
    assert.equal(port["binding:vif_type"], "ovs");
    await sent(dhcp, "network_create_end", network.id);
    await sent(dhcp, "port_create_end", port.id);
    await sent(resources, "push", port.id);

    const details = await plugin.get_device_details(port.id, "agent", HOST);
    assert.equal(details.mac_address, port.mac_address);
    assert.equal(details.network_type, "vxlan");
    await plugin.update_device_up(port.id, "agent", HOST);
    await asDhcpAgent.call("dhcp_ready_on_ports", { port_ids: [port.id] });
    await eventually(
      async () => assert.equal((await rest.show("port", port.id)).status, "ACTIVE"),
      MESSAGE_MS,
    );
    const { tunnels } = await plugin.tunnel_sync(`10.1.0.${number}`, "vxlan", HOST);
    assert.deepEqual(
      tunnels.map(({ ip_address }) => ip_address),
      [`10.1.0.${number}`],
    );
    await sent(agent, "tunnel_update", `10.1.0.${number}`);

    await rest.delete("port", port.id);
    await sent(agent, "port_delete", port.id);
    await notified("portDeleteEnd", port.id);
    await rest.delete("network", network.id);
    await sent(agent, "network_delete", network.id);
    await sent(dhcp, "network_delete_end", network.id);
  });

  it("give each other typed errors", async () => {
    await assert.rejects(plugin.tunnel_sync("10.1.0.9", "gre", HOST), { name: "InvalidInput" });
  });
});

const ovs = {
  tunnel_types: ["vxlan"],
  tunneling_ip: "10.1.0.1",
  bridge_mappings: {},
  datapath_type: "system",
};

/** Waits until neutron-server has sent the method, with something in its arguments. */
async function sent(
  { answered }: { readonly answered: EventLog<Answered> },
  name: string,
  content: string,
): Promise<void> {
  const isMeant = ({ method, args }: Answered) => method === name && JSON.stringify(args).includes(content);
  await answered.next(isMeant, MESSAGE_MS).catch((cause: unknown) => {
    throw new Error(`${name} with ${content} has not come`, { cause });
  });
}

async function notified(name: string, value: unknown): Promise<void> {
  await told
    .next((each) => each.name === name && each.value === value, MESSAGE_MS)
    .catch((cause: unknown) => {
      throw new Error(`${name} with ${value} has not come`, { cause });
    });
}
