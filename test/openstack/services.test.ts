import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RequestContext } from "../../src/index.js";
import { getNotificationTransport, NotificationListener } from "../../src/notify/index.js";
import { resetChanges } from "../../src/objects/index.js";
import { CinderVolumeClient, type Volume } from "../fixtures/generated/cinder-volume/index.js";
import { HeatEngineClient } from "../fixtures/generated/heat-engine/index.js";
import { NovaConductorClient } from "../fixtures/generated/nova-conductor/index.js";
import {
  NovaNotificationsNotificationEndpoint,
  type NovaObject,
} from "../fixtures/generated/nova-notifications/index.js";
import { EventLog } from "../interop/support/event-log.js";
import { eventually } from "../rabbit/support/eventually.js";
import { needs } from "../support/peers.js";
import { openstack } from "./support/chroot.js";
import { afterEachFault } from "./support/faults.js";
import { type Lab, useLab } from "./support/lab.js";
import { startPlacement } from "./support/placement.js";
import { HOST } from "./support/service-files.js";

const MESSAGE_MS = 60_000;
const UUID = "5b0b0a3a-9f43-4c06-a0a0-0a0f7a1f6d2e";
/** As whom services call each other. */
const context = {
  is_admin: true,
  user_id: "admin",
  project_id: "admin",
  roles: ["admin"],
  read_deleted: "no",
};
const options = { context, timeout: 20 };
/** Python's services wait longer before each new attempt to connect, and a busy machine adds to that. */
const BACK_MS = 240_000;
const soon = <T>(attempt: () => Promise<T>) => eventually(attempt, BACK_MS);

describe("clients in TypeScript and nova-conductor", needs(openstack), () => {
  const created = new EventLog<unknown>();
  let conductor: ReturnType<NovaConductorClient["prepare"]>;

  class Notifications extends NovaNotificationsNotificationEndpoint {
    override serviceCreate(_ctx: RequestContext, payload: NovaObject): void {
      created.add(payload["nova_object.data"].host);
    }
  }

  const lab = useLab(async (started) => {
    const placement = await startPlacement();
    started.stopped(placement, (each) => each.stop());
    const file = started.writeFile("nova", { placement: placement.port });
    await started.run("nova-manage", "--config-file", file, "api_db", "sync");
    await started.run("nova-manage", "--config-file", file, "db", "sync", "--local_cell");
    const transport = getNotificationTransport({ configuration: started.configuration("nova") });
    started.stopped(transport, (each) => each.close());
    const targets = [{ topic: "versioned_notifications", exchange: "nova" }];
    const listener = new NotificationListener(transport, { targets, endpoints: [new Notifications()] });
    started.stopped(listener, (each) => each.stop());
    await listener.start();
    conductor = new NovaConductorClient(started.transport("nova")).prepare(options);
    await started.startService(["nova-conductor", "--config-file", file], leastVersion);
  });

  const leastVersion = () =>
    conductor.object_class_action_versions(
      "Service",
      "get_minimum_version",
      { Service: "1.22" },
      ["nova-conductor"],
      {},
    );

  afterEachFault(lab, async (number) => {
    assert.equal(await soon(leastVersion), 68);
    const host = `compute-${number}`;
    const data = {
      binary: "nova-compute",
      host,
      topic: "compute",
      report_count: 0,
      disabled: false,
      version: 68,
    };
    const service: NovaObject = {
      "nova_object.name": "Service",
      "nova_object.namespace": "nova",
      "nova_object.version": "1.22",
      "nova_object.data": data,
      "nova_object.changes": Object.keys(data),
    };
    const [updates] = await conductor.object_action(service, "create", [], {});
    assert.ok(Number((updates as { id: number }).id) > 0);
    await created.next((each) => each === host, MESSAGE_MS);
    await assert.rejects(conductor.object_action(service, "create", [], {}), {
      name: "ServiceBinaryExists",
      message: `Service with host ${host} binary nova-compute exists.`,
    });
    await assert.rejects(
      conductor.object_class_action_versions("Instance", "get_by_uuid", { Instance: "2.8" }, [UUID], {}),
      { name: "InstanceNotFound", message: `Instance ${UUID} could not be found.` },
    );
  });
});

describe("clients in TypeScript and cinder-volume", needs(openstack), () => {
  let cinder: ReturnType<CinderVolumeClient["prepare"]>;
  let file: string;

  const lab = useLab(async (started) => {
    file = started.writeFile("cinder");
    await started.run("cinder-manage", "--config-file", file, "db", "sync");
    const backend = { topic: `cinder-volume.${HOST}@fake`, server: HOST };
    cinder = new CinderVolumeClient(started.transport("cinder")).prepare({ ...backend, ...options });
    await started.startService(["cinder-volume", "--config-file", file], () =>
      cinder.get_capabilities(false),
    );
  });

  const row = async (action: string, argument: string): Promise<unknown> =>
    JSON.parse(await lab().runScript("cinder_volume.py", file, action, argument));

  const becomes = (id: string, status: string) =>
    soon(async () => assert.equal(await row("show", id), status));

  afterEachFault(lab, async () => {
    const capabilities = (await soon(() => cinder.get_capabilities(false))) as {
      volume_backend_name: string;
    };
    assert.equal(capabilities.volume_backend_name, "fake");
    const created = (await row("create", `${HOST}@fake#fake`)) as { "versioned_object.data": Volume };
    const volume = resetChanges(created["versioned_object.data"]);
    const id = String(volume.id);
    await cinder.create_volume(volume);
    await becomes(id, "available");
    await assert.rejects(cinder.attach_volume(id, "no-uuid", HOST, "/dev/vdb", "rw"), {
      name: "InvalidUUID",
      message: /no-uuid/,
    });
    await cinder.delete_volume({ ...volume, status: "deleting" });
    await becomes(id, "deleted");
  });
});

describe("clients in TypeScript and heat-engine", needs(openstack), () => {
  let heat: ReturnType<HeatEngineClient["prepare"]>;

  const lab = useLab(async (started: Lab) => {
    const file = started.writeFile("heat");
    await started.run("heat-manage", "--config-file", file, "db_sync");
    heat = new HeatEngineClient(started.transport("heat")).prepare(options);
    await started.startService(["heat-engine", "--config-file", file], () => heat.get_revision());
  });

  afterEachFault(lab, async () => {
    assert.deepEqual(await soon(() => heat.list_stacks()), []);
    assert.equal(await heat.count_stacks(), 0);
    const versions = (await heat.list_template_versions()) as { version: string }[];
    assert.ok(versions.some(({ version }) => version === "heat_template_version.2021-04-16"));
    await assert.rejects(heat.identify_stack("none"), {
      name: "EntityNotFound",
      message: "The Stack (none) could not be found.",
    });
  });

  it("agree on the versions", async () => {
    await assert.rejects(heat.prepare({ version: "1.99" }).get_revision(), { name: "RemoteError" });
  });
});
