import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { importPython } from "../../generator/import/import-python.js";
import { judge } from "./judge.js";
import { askClasses, type ClassPair, modulesIn, packages } from "./live-classes.js";

/** How much of each project's methods must be right. */
const SHARE = 0.95;

const PROJECTS: Readonly<Record<string, readonly ClassPair[]>> = {
  nova: [
    {
      endpoint: "nova.compute.manager:ComputeManager",
      client: "nova.compute.rpcapi:ComputeAPI",
      before: ["nova.objects:register_all"],
    },
    { endpoint: "nova.conductor.manager:ConductorManager", client: "nova.conductor.rpcapi:ConductorAPI" },
    { endpoint: "nova.conductor.manager:ComputeTaskManager", client: "nova.conductor.rpcapi:ComputeTaskAPI" },
    { endpoint: "nova.scheduler.manager:SchedulerManager", client: "nova.scheduler.rpcapi:SchedulerAPI" },
  ],
  cinder: [
    {
      endpoint: "cinder.volume.manager:VolumeManager",
      client: "cinder.volume.rpcapi:VolumeAPI",
      before: ["cinder.objects:register_all"],
    },
  ],
  neutron: [
    { endpoint: "neutron.plugins.ml2.rpc:RpcCallbacks", client: "neutron.agent.rpc:PluginApi" },
    {
      endpoint: "neutron.db.agents_db:AgentExtRpcCallback",
      client: "neutron.agent.rpc:PluginReportStateAPI",
    },
  ],
};

const place = packages();
const skip = "missing" in place ? place.missing : false;

describe("an import of the classes of OpenStack's services", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "import-"));
  after(() => rmSync(folder, { recursive: true }));
  const root = "root" in place ? place.root : "";

  for (const [project, pairs] of Object.entries(PROJECTS)) {
    it(`says of ${project}'s what Python says of them`, (context) => {
      const judgements = askClasses(root, pairs).map((live) => {
        assert.equal(live.failed, undefined, live.endpoint);
        return judge(live, importPair(live));
      });
      const total = judgements.reduce((sum, each) => sum + each.total, 0);
      const wrong = judgements.flatMap((each) => each.wrong);
      context.diagnostic(`${total - wrong.length} of ${total} methods are right`);
      for (const line of wrong) context.diagnostic(line);
      assert.ok(total > 5 && (total - wrong.length) / total >= SHARE, wrong.join("\n"));
    });
  }

  function importPair(pair: ClassPair) {
    const [file, name] = fileOf(pair.endpoint);
    const others = pair.client === undefined ? [] : [fileOf(pair.client)];
    const imported = importPython([file, ...others.map(([path]) => path)], {
      classes: [name, ...others.map(([, other]) => other)],
      paths: [],
      overrides: {},
    });
    assert.ok(imported.kind === "services");
    const [service] = imported.services;
    assert.ok(service !== undefined);
    return service;
  }

  function fileOf(path: string): [string, string] {
    const [module = "", name = ""] = path.split(":");
    return [join(modulesIn(root), `${module.replaceAll(".", "/")}.py`), name];
  }
});
