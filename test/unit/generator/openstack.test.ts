import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  getRpcTransport,
  InvalidArguments,
  loadConfiguration,
  type RequestContext,
  RpcServer,
  type ServiceDescriptor,
  ServiceEndpoint,
} from "../../../src/index.js";
import { changesOf, objectState } from "../../../src/objects/index.js";
import {
  CinderVolumeClient,
  cinderVolumeDescriptor,
  type Volume,
  type VolumeAttachment,
} from "../../fixtures/generated/cinder-volume/index.js";
import {
  type DeviceLists,
  NeutronPluginClient,
  neutronPluginDescriptor,
} from "../../fixtures/generated/neutron-plugin/index.js";
import {
  type Instance,
  NovaComputeClient,
  novaComputeDescriptor,
} from "../../fixtures/generated/nova-compute/index.js";
import { fixtureService, OPENSTACK_DEFINITIONS } from "./fixtures.js";

const instance: Instance = {
  uuid: "5b0b0a3a-9f43-4c06-a0a0-0a0f7a1f6d2e",
  vm_state: "active",
  [objectState]: { version: "2.7", changes: ["vm_state"] },
};
const volume: Volume = { size: 1, [objectState]: { changes: [] } };

/** A service with just one of its methods. */
function only(descriptor: ServiceDescriptor, method: string): ServiceDescriptor {
  return { ...descriptor, methods: descriptor.methods.filter(({ name }) => name === method) };
}

class Compute extends ServiceEndpoint {
  readonly descriptor = only(novaComputeDescriptor, "get_console_output");

  async get_console_output(_ctx: RequestContext, of: Instance): Promise<unknown> {
    return `console of ${of.uuid}, ${of[objectState]?.version}, ${changesOf(of)}`;
  }
}

class Volumes extends ServiceEndpoint {
  readonly descriptor = only(cinderVolumeDescriptor, "attach_volume");

  async attach_volume(_ctx: RequestContext, ...args: readonly unknown[]): Promise<VolumeAttachment> {
    return { connector: { args: JSON.stringify(args.filter((value) => value !== undefined)) } };
  }
}

class Plugin extends ServiceEndpoint {
  readonly descriptor = only(neutronPluginDescriptor, "update_device_list");

  async update_device_list(
    _ctx: RequestContext,
    devices_up: string[],
    _down: string[],
    _agent: string,
    _host: string,
    refresh_tunnels: boolean,
  ): Promise<DeviceLists> {
    assert.equal(refresh_tunnels, false);
    return { devices_up, failed_devices_up: [], devices_down: [], failed_devices_down: [] };
  }
}

describe("definitions of what services of OpenStack have", () => {
  it("are a dozen, and one of them is large", () => {
    const counts = OPENSTACK_DEFINITIONS.map((file) => fixtureService(file).methods.length);
    assert.ok(counts.length >= 12 && Math.max(...counts) >= 50, String(counts));
  });

  it("carry calls with versioned objects", async () => {
    const configuration = loadConfiguration({
      values: { rpc_response_timeout: 5, control_exchange: "openstack" },
    });
    const transport = getRpcTransport({ url: "fake://openstack", configuration });
    const servers = [new Compute(), new Volumes(), new Plugin()].map(
      (endpoint) => new RpcServer(transport, { server: "host1", endpoints: [endpoint] }),
    );
    for (const server of servers) await server.start();
    try {
      const nova = new NovaComputeClient(transport).prepare({ server: "host1" });
      assert.equal(await nova.get_console_output(instance, 10), `console of ${instance.uuid}, 2.7, vm_state`);
      const wrong = { ...instance, launched_on: 7 } as unknown as Instance;
      await assert.rejects(nova.get_console_output(wrong, 10), InvalidArguments);

      const cinder = new CinderVolumeClient(transport);
      const args = ["v", "i", "h", "/dev/vdb", "rw"] as const;
      const attached = await cinder.attach_volume(...args, volume);
      assert.deepEqual(attached.connector, { args: JSON.stringify([...args, { size: 1 }]) });
      // A peer of 3.0 does not know the argument that came with 3.3.
      const old = cinder.prepare({ versionCap: "3.0" });
      // What may be left out is null then, as its default says.
      const withoutVolume = { args: JSON.stringify([...args, null]) };
      assert.deepEqual((await old.attach_volume(...args)).connector, withoutVolume);
      await assert.rejects(old.attach_volume(...args, volume), { name: "RPCVersionCapError" });

      const neutron = new NeutronPluginClient(transport);
      const lists = await neutron.update_device_list(["d"], [], "agent", "host");
      assert.deepEqual(lists.devices_up, ["d"]);
    } finally {
      for (const server of servers) await server.stop();
      await transport.close();
    }
  });
});
