// Brings the definitions in schemas/openstack/ up to the sources of OpenStack's services, as Debian packages them:
//
//   npm run schemas:openstack            adds what they lack, and what a person wrote stays; makes the objects anew
//   npm run schemas:openstack -- --next  says what the next release changes, and writes nothing
//
// The sources are those of scripts/openstack-sources.sh, which the first run fetches; as root.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_SETTINGS } from "../generator/breaking/settings.js";
import { breaking } from "../generator/commands/breaking.js";
import { type ImportOptions, importDefinition } from "../generator/commands/import.js";
import { CONFIG_FILE } from "../generator/project/find-project.js";
import { defaultSettings } from "../generator/project/package-settings.js";
import { CommandFailure } from "../src/terminal/command-failure.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FOLDER = join(ROOT, "schemas/openstack");
/** OpenStack 2025.1. */
const RELEASE = "trixie";
/** 2026.1, as long as Debian takes no newer. */
const NEXT = "forky";

/** An interface, and where its classes are. What is set in no source that names it stands here. */
interface Interface extends Pick<ImportOptions, "service" | "topic" | "controlExchange" | "namespace"> {
  readonly sources: readonly string[];
  readonly class: readonly string[];
}

/** By the name of the definition's file. */
export const INTERFACES: Readonly<Record<string, Interface>> = {
  "nova-compute": {
    sources: ["nova/compute/manager.py", "nova/compute/rpcapi.py"],
    class: ["ComputeManager", "ComputeAPI"],
    controlExchange: "nova",
  },
  "nova-conductor": {
    sources: ["nova/conductor/manager.py", "nova/conductor/rpcapi.py"],
    class: ["ConductorManager", "ConductorAPI"],
    controlExchange: "nova",
  },
  "nova-compute-task": {
    sources: ["nova/conductor/manager.py", "nova/conductor/rpcapi.py"],
    class: ["ComputeTaskManager", "ComputeTaskAPI"],
    controlExchange: "nova",
  },
  "nova-scheduler": {
    sources: ["nova/scheduler/manager.py", "nova/scheduler/rpcapi.py"],
    class: ["SchedulerManager", "SchedulerAPI"],
    controlExchange: "nova",
  },
  "cinder-volume": {
    sources: ["cinder/volume/manager.py", "cinder/volume/rpcapi.py"],
    class: ["VolumeManager", "VolumeAPI"],
  },
  "cinder-scheduler": {
    sources: ["cinder/scheduler/manager.py", "cinder/scheduler/rpcapi.py"],
    class: ["SchedulerManager", "SchedulerAPI"],
  },
  "neutron-plugin": {
    sources: ["neutron/plugins/ml2/rpc.py", "neutron/agent/rpc.py"],
    class: ["RpcCallbacks", "PluginApi"],
    service: "NeutronPlugin",
    topic: "q-plugin",
    controlExchange: "neutron",
  },
  "neutron-reports": {
    sources: ["neutron/db/agents_db.py", "neutron/agent/rpc.py"],
    class: ["AgentExtRpcCallback", "PluginReportStateAPI"],
    service: "NeutronReports",
    topic: "q-reports-plugin",
    controlExchange: "neutron",
  },
  "neutron-agent": {
    sources: ["neutron/plugins/ml2/rpc.py"],
    class: ["AgentNotifierApi"],
    service: "NeutronAgent",
    topic: "q-agent-notifier",
    controlExchange: "neutron",
  },
  "neutron-resources": {
    sources: ["neutron/api/rpc/handlers/resources_rpc.py"],
    class: ["ResourcesPushRpcCallback", "ResourcesPushRpcApi"],
    service: "NeutronResources",
    topic: "neutron-vo",
    controlExchange: "neutron",
  },
  "neutron-dhcp-agent": {
    sources: ["neutron/agent/dhcp/agent.py", "neutron/api/rpc/agentnotifiers/dhcp_rpc_agent_api.py"],
    class: ["DhcpAgentWithStateReport", "DhcpAgentNotifyAPI"],
    service: "NeutronDhcpAgent",
    controlExchange: "neutron",
  },
  "neutron-l3-agent": {
    sources: ["neutron/agent/l3/agent.py", "neutron/api/rpc/agentnotifiers/l3_rpc_agent_api.py"],
    class: ["L3NATAgentWithStateReport", "L3AgentNotifyAPI"],
    service: "NeutronL3Agent",
    controlExchange: "neutron",
  },
  "heat-engine": {
    sources: ["heat/engine/service.py", "heat/rpc/client.py"],
    class: ["EngineService", "EngineClient"],
    controlExchange: "heat",
  },
};

/** The versioned objects of a project that the definitions refer to, by their modules; those in their fields come along. */
interface Objects {
  /** Of the modules. */
  readonly folder: string;
  readonly classes: Readonly<Record<string, readonly string[]>>;
}

/** By the name of the file, which nobody writes into. */
export const OBJECTS: Readonly<Record<string, Objects>> = {
  "nova-objects": {
    folder: "nova/objects",
    classes: {
      aggregate: ["Aggregate", "AggregateList"],
      block_device: ["BlockDeviceMapping", "BlockDeviceMappingList"],
      build_request: ["BuildRequest"],
      external_event: ["InstanceExternalEvent"],
      flavor: ["Flavor"],
      image_meta: ["ImageMeta"],
      instance: ["Instance"],
      migrate_data: ["HyperVLiveMigrateData", "LibvirtLiveMigrateData", "VMwareLiveMigrateData"],
      migration: ["Migration"],
      migration_context: ["MigrationContext"],
      network_request: ["NetworkRequestList"],
      request_spec: ["RequestSpec", "SchedulerLimits"],
      selection: ["Selection"],
      share_mapping: ["ShareMapping"],
      tag: ["TagList"],
    },
  },
  "cinder-objects": {
    folder: "cinder/objects",
    classes: {
      backup: ["Backup"],
      cleanup_request: ["CleanupRequest"],
      dynamic_log: ["LogLevel"],
      group: ["Group"],
      group_snapshot: ["GroupSnapshot"],
      request_spec: ["RequestSpec"],
      service: ["Service"],
      snapshot: ["Snapshot"],
      volume: ["Volume"],
      volume_attachment: ["VolumeAttachment"],
    },
  },
};

/** The folder of a release's modules; it is fetched unless it is there. */
function modulesOf(release: string): string {
  const root = execFileSync("bash", [join(ROOT, "scripts/openstack-sources.sh")], {
    encoding: "utf8",
    env: { ...process.env, OSLO_RPC_TEST_DEBIAN: release },
  }).trim();
  console.log(readFileSync(join(root, "packages"), "utf8").trim().replaceAll("%3a", ":"));
  return join(root, "usr/lib/python3/dist-packages");
}

/** Adds to definitions what the modules have and they lack, or makes those that are not there, and the objects anew. */
export function importInto(folder: string, modules: string, print: (line: string) => void): void {
  const to = { print: (line: string) => print(line.replaceAll(`${modules}/`, "")), tell: () => {} };
  for (const [name, { folder: place, classes }] of Object.entries(OBJECTS)) {
    const files = Object.keys(classes).map((file) => join(modules, place, `${file}.py`));
    const out = join(folder, `${name}.json`);
    importDefinition(files, { class: Object.values(classes).flat(), out, force: true }, to);
  }
  for (const [name, { sources, ...options }] of Object.entries(INTERFACES)) {
    const file = join(folder, `${name}.json`);
    importDefinition(
      sources.map((source) => join(modules, source)),
      { ...options, out: file, ...(existsSync(file) ? { merge: true } : {}) },
      to,
    );
  }
}

/** Says what changes for peers between two releases, and what of the definitions the sources of the next have not. */
function compareReleases(): void {
  const folder = mkdtempSync(join(tmpdir(), "openstack-"));
  const [old, next] = [join(folder, RELEASE), join(folder, NEXT)];
  const told = new Set<string>();
  cpSync(FOLDER, old, { recursive: true });
  importInto(old, modulesOf(RELEASE), (line) => told.add(line));
  cpSync(old, next, { recursive: true });
  importInto(next, modulesOf(NEXT), (line) => {
    if (/^ {2}kept:/.test(line) && !told.has(line)) console.log(line);
  });
  for (const name of Object.keys(INTERFACES)) {
    try {
      breaking(
        [join(next, `${name}.json`)],
        { against: join(old, `${name}.json`) },
        {
          root: "",
          file: CONFIG_FILE,
          packages: [defaultSettings()],
          reading: {},
          breaking: DEFAULT_SETTINGS,
        },
        (line) => console.log(line.replaceAll(`${next}/`, "")),
      );
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      console.log(`  ${error.message.replaceAll(`${next}/`, "")}`);
    }
  }
  rmSync(folder, { recursive: true });
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes("--next")) compareReleases();
  else {
    const shown = /^ {2}(?:added|kept|disagreement|note):|^\w+: \d+ methods? from/;
    importInto(FOLDER, modulesOf(RELEASE), (line) => {
      if (shown.test(line)) console.log(line);
    });
    execFileSync("npx", ["biome", "format", "--write", FOLDER], { cwd: ROOT });
  }
}
