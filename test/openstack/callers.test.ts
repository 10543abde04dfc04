import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RpcServer, type ServiceDescriptor, type ServiceEndpoint } from "../../src/index.js";
import {
  CinderVolumeEndpoint,
  cinderVolumeDescriptor,
  InvalidVolume,
} from "../fixtures/generated/cinder-volume/index.js";
import {
  ConsoleNotAvailable,
  NovaComputeEndpoint,
  novaComputeDescriptor,
} from "../fixtures/generated/nova-compute/index.js";
import { type Line, PythonProcess } from "../interop/support/python-process.js";
import { eventually } from "../rabbit/support/eventually.js";
import { needs } from "../support/peers.js";
import { recordingLogger } from "../unit/notify/recording-logger.js";
import { answering } from "./support/answering.js";
import { inOpenstack, openstack } from "./support/chroot.js";
import { afterEachFault } from "./support/faults.js";
import { type Lab, useLab } from "./support/lab.js";
import type { Project } from "./support/service-files.js";

const CALLS_MS = 300_000;
const CASTS_MS = 60_000;

interface Caller {
  readonly project: Project;
  readonly script: string;
  readonly endpoint: abstract new () => ServiceEndpoint;
  readonly descriptor: ServiceDescriptor;
  /** The topics the class sends to, and the name of the server there. */
  readonly topics: readonly string[];
  readonly server: string;
  /** A declared error that a method fails with later. */
  readonly failing: { readonly method: string; readonly error: Error; readonly asPython: string };
  readonly prepare: (lab: Lab, file: string) => Promise<unknown>;
}

const CALLERS: Readonly<Record<string, Caller>> = {
  "nova.compute.rpcapi.ComputeAPI": {
    project: "nova",
    script: "compute_api.py",
    endpoint: NovaComputeEndpoint,
    descriptor: novaComputeDescriptor,
    topics: ["compute"],
    server: "compute1",
    failing: {
      method: "get_console_output",
      error: new ConsoleNotAvailable("no console here"),
      asPython: "nova.exception_Remote.ConsoleNotAvailable_Remote",
    },
    prepare: async () => {},
  },
  "cinder.volume.rpcapi.VolumeAPI": {
    project: "cinder",
    script: "volume_api.py",
    endpoint: CinderVolumeEndpoint,
    descriptor: cinderVolumeDescriptor,
    topics: ["cinder-volume", "cinder-volume.host2@fake"],
    server: "host2",
    failing: {
      method: "attach_volume",
      error: new InvalidVolume("no such volume"),
      asPython: "cinder.exception_Remote.InvalidVolume_Remote",
    },
    prepare: (lab, file) => lab.run("cinder-manage", "--config-file", file, "db", "sync"),
  },
};

for (const [name, caller] of Object.entries(CALLERS)) {
  describe(`${name}, as it calls a server generated from schemas/openstack`, needs(openstack), () => {
    const { logger, lines } = recordingLogger();
    const failures: Record<string, Error> = {};
    const { endpoint, answered } = answering(caller.endpoint, caller.descriptor, failures);
    let python: PythonProcess;
    const lab = useLab(async (started) => {
      const file = started.writeFile(caller.project);
      await caller.prepare(started, file);
      const transport = started.transport(caller.project, logger);
      for (const topic of caller.topics) {
        await started.startServer(
          new RpcServer(transport, { topic, server: caller.server, endpoints: [endpoint] }),
        );
      }
      python = await PythonProcess.start(caller.script, [file], inOpenstack);
      started.stopped(python, (each) => each.stop());
    });

    /** Has methods called, all without names, with all arguments and with few. @returns what came of each */
    async function callAll(...names: readonly string[]): Promise<readonly Line[]> {
      python.write(names);
      const called: Line[] = [];
      for (;;) {
        const line = await python.lines.next(() => true, CALLS_MS);
        if (line.event === "done") return called;
        called.push(line);
      }
    }

    it("is refused nothing, whatever it calls", async () => {
      const called = await callAll();
      assert.ok(called.length > 90, `${called.length} calls`);
      // Casts may come after what was sent later.
      for (const { failed } of called) if (failed === undefined) await answered.next(() => true, CASTS_MS);
      const refused = lines.filter(({ message }) => message === "A request was refused");
      assert.deepEqual(
        refused.map(({ fields }) => `${fields.method}: ${fields.reason}`),
        [],
      );
      assert.deepEqual(
        called.filter(({ failed }) => failed !== undefined),
        [],
      );
    });

    afterEachFault(lab, async () => {
      const { method, error, asPython } = caller.failing;
      failures[method] = error;
      // A call sent while the class has no connection yet is one that Python itself may lose.
      await eventually(async () => {
        for (const { failed, message } of await callAll(method)) {
          assert.equal(failed, asPython);
          assert.match(String(message), new RegExp(`^${error.message}`));
        }
      }, CALLS_MS);
    });
  });
}
