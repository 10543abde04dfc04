import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it, type TestContext } from "node:test";
import { importPython } from "../../generator/import/import-python.js";
import { type Judgement, judge } from "./judge.js";
import { askClasses, type ClassPair, type LivePair, modulesIn, packages } from "./live-classes.js";

/** How much of each class's methods must be right. */
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

/** Classes of services that the importer was not written for: no method of theirs may be wrong without a word. */
const OTHERS: Readonly<Record<string, readonly ClassPair[]>> = {
  ironic: [
    { endpoint: "ironic.conductor.manager:ConductorManager", client: "ironic.conductor.rpcapi:ConductorAPI" },
  ],
  manila: [
    { endpoint: "manila.share.manager:ShareManager", client: "manila.share.rpcapi:ShareAPI" },
    { endpoint: "manila.scheduler.manager:SchedulerManager", client: "manila.scheduler.rpcapi:SchedulerAPI" },
    { endpoint: "manila.data.manager:DataManager", client: "manila.data.rpcapi:DataAPI" },
  ],
  designate: [
    { endpoint: "designate.central.service:Service", client: "designate.central.rpcapi:CentralAPI" },
    { endpoint: "designate.worker.service:Service", client: "designate.worker.rpcapi:WorkerAPI" },
  ],
  octavia: [{ endpoint: "octavia.controller.queue.v2.endpoints:Endpoints" }],
  magnum: [
    { endpoint: "magnum.conductor.handlers.cluster_conductor:Handler", client: "magnum.conductor.api:API" },
    { endpoint: "magnum.conductor.handlers.nodegroup_conductor:Handler" },
  ],
  mistral: [
    { endpoint: "mistral.engine.engine_server:EngineServer" },
    { endpoint: "mistral.executors.executor_server:ExecutorServer" },
  ],
  trove: [
    { endpoint: "trove.conductor.manager:Manager", client: "trove.conductor.api:API" },
    { endpoint: "trove.taskmanager.manager:Manager", client: "trove.taskmanager.api:API" },
    {
      endpoint: "trove.guestagent.datastore.mysql_common.manager:MySqlManager",
      client: "trove.guestagent.api:API",
    },
  ],
  masakari: [
    { endpoint: "masakari.engine.manager:MasakariManager", client: "masakari.engine.rpcapi:EngineAPI" },
  ],
  watcher: [
    {
      endpoint: "watcher.decision_engine.messaging.audit_endpoint:AuditEndpoint",
      client: "watcher.decision_engine.rpcapi:DecisionEngineAPI",
    },
  ],
  heat: [
    { endpoint: "heat.engine.service:EngineService", client: "heat.rpc.client:EngineClient" },
    { endpoint: "heat.engine.worker:WorkerService", client: "heat.rpc.worker_client:WorkerClient" },
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
      for (const live of askClasses(root, pairs)) {
        const { total, wrong } = judged(live, context);
        assert.ok((total - wrong.length) / total >= SHARE, wrong.join("\n"));
      }
    });
  }

  for (const [project, pairs] of Object.entries(OTHERS)) {
    it(`is wrong of nothing of ${project}'s without a word`, (context) => {
      for (const live of askClasses(root, pairs)) {
        const { total, wrong, told } = judged(live, context);
        assert.ok(told.length < total / 2, told.join("\n"));
        assert.deepEqual(
          wrong.filter((line) => !told.includes(line)),
          [],
        );
      }
    });
  }

  function judged(live: LivePair, context: TestContext): Judgement {
    assert.equal(live.failed, undefined, live.endpoint);
    const judgement = judge(live, importPair(live));
    const { total, wrong, told } = judgement;
    assert.ok(total > 0, live.endpoint);
    context.diagnostic(
      `${live.endpoint}: ${total - wrong.length} of ${total} methods are right, ${told.length} left out and told`,
    );
    for (const line of wrong) context.diagnostic(line);
    return judgement;
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
