import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { importPython } from "../../generator/import/import-python.js";
import { loadService } from "../../src/definition/load-service.js";
import { toDescriptor } from "../../src/definition/to-descriptor.js";
import { IncompatibleObjectVersion } from "../../src/errors/validation-errors.js";
import type { JsonObject } from "../../src/json/json-object.js";
import type { MethodValidator } from "../../src/validation/method-validator.js";
import {
  changesOf,
  objectState,
  type VersionedObject,
} from "../../src/validation/objects/versioned-object.js";
import { ServiceValidator } from "../../src/validation/service-validator.js";
import { modulesIn, packages } from "./live-classes.js";

/** The real classes of a project that go round: by the files that they are imported from. */
interface Project {
  readonly files: readonly string[];
  readonly classes: readonly string[];
  readonly modules: readonly string[];
  readonly before: readonly string[];
  /** The base class that reads objects. */
  readonly base: string;
  readonly registry: string;
  /** Fields that classes get when they are registered, of which their sources say nothing. */
  readonly unset?: readonly string[];
  readonly prefix: string;
}

const PROJECTS: Readonly<Record<string, Project>> = {
  nova: {
    files: [
      ...[
        "instance",
        "flavor",
        "network_request",
        "block_device",
        "pci_device",
        "request_spec",
        "image_meta",
      ],
      ...["migration", "migrate_data", "keypair", "compute_node", "service", "aggregate", "quotas", "tag"],
      ...["instance_numa", "virt_cpu_topology", "external_event", "volume_usage", "console_auth_token"],
    ].map((name) => `nova/objects/${name}.py`),
    classes: [
      ...["Instance", "InstanceList", "Flavor", "NetworkRequest", "NetworkRequestList", "BlockDeviceMapping"],
      ...["BlockDeviceMappingList", "PciDevice", "PciDeviceList", "RequestSpec", "Destination", "ImageMeta"],
      ...[
        "ImageMetaProps",
        "Migration",
        "MigrationList",
        "LibvirtLiveMigrateData",
        "VIFMigrateData",
        "KeyPair",
      ],
      ...[
        "ComputeNode",
        "Service",
        "Aggregate",
        "Quotas",
        "TagList",
        "InstanceNUMATopology",
        "VirtCPUTopology",
      ],
      ...["InstanceExternalEvent", "VolumeUsage", "ConsoleAuthToken"],
    ],
    modules: ["nova.objects"],
    before: ["nova.objects:register_all"],
    base: "nova.objects.base:NovaObject",
    registry: "nova.objects.base:NovaObjectRegistry",
    prefix: "nova_object",
  },
  cinder: {
    files: [
      ...["volume", "snapshot", "backup", "group", "cluster", "service", "volume_type", "qos_specs"],
      ...["request_spec", "volume_attachment", "cleanup_request"],
    ].map((name) => `cinder/objects/${name}.py`),
    classes: [
      ...["Volume", "VolumeList", "Snapshot", "SnapshotList", "Backup", "Group", "Cluster", "Service"],
      ...["VolumeType", "QualityOfServiceSpecs", "RequestSpec", "VolumeAttachment", "CleanupRequest"],
    ],
    modules: ["cinder.objects"],
    before: ["cinder.objects:register_all"],
    base: "cinder.objects.base:CinderObject",
    registry: "cinder.objects.base:CinderObjectRegistry",
    prefix: "versioned_object",
  },
  neutron: {
    files: ["ports", "network", "subnet", "securitygroup", "trunk", "agent", "router", "address_group"].map(
      (name) => `neutron/objects/${name}.py`,
    ),
    classes: [
      ...["Port", "PortBinding", "Network", "NetworkSegment", "Subnet", "IPAllocationPool", "SecurityGroup"],
      ...["SecurityGroupRule", "Trunk", "SubPort", "Agent", "Router", "AddressGroup"],
    ],
    modules: ["neutron.objects"],
    before: ["neutron.objects:register_objects"],
    base: "neutron.objects.base:NeutronObject",
    registry: "neutron.objects.base:NeutronObjectRegistry",
    unset: ["created_at", "updated_at", "revision_number", "description"],
    prefix: "versioned_object",
  },
};

const SCRIPT = "live-objects.py";
const place = packages();
const skip = "missing" in place ? place.missing : false;
const root = "root" in place ? place.root : "";

function ask(question: object): unknown {
  const file = fileURLToPath(new URL(SCRIPT, import.meta.url));
  copyFileSync(file, join(root, "tmp", SCRIPT));
  const command = `mount -t proc proc "$1/proc" && exec chroot "$1" python3 /tmp/${SCRIPT}`;
  const { stdout, stderr, status } = spawnSync("unshare", ["--mount", "sh", "-c", command, "sh", root], {
    input: JSON.stringify(question),
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    timeout: 300_000,
  });
  assert.equal(status, 0, stderr.slice(-2000));
  return JSON.parse(stdout);
}

/** What checks and converts an object of a class, by the definition that its source was imported to. */
function validators({ files, classes }: Project): ReadonlyMap<string, MethodValidator> {
  const paths = files.map((file) => join(modulesIn(root), file));
  const imported = importPython(paths, { classes, paths: [], overrides: {} });
  assert.equal(imported.kind, "objects");
  const { document } = imported as { document: JsonObject };
  const methods = Object.fromEntries(
    classes.map((name) => [name, { params: [{ name: "x", schema: { $ref: `#/$defs/${name}` } }] }]),
  );
  const definition = { service: "S", topic: "t", version: "1.0", methods, $defs: document.$defs };
  const readFile = () => Buffer.from(JSON.stringify(definition));
  const service = new ServiceValidator(toDescriptor(loadService("s.json", { readFile })));
  return new Map(
    classes.map((name) => {
      const method = service.method(name);
      assert.ok(method);
      return [name, method];
    }),
  );
}

/** Sets have no order. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name.endsWith(".changes") ? sorted(member) : plain(member),
    ]),
  );
}

function withoutChanges(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (name, inner) => (name.endsWith(".changes") ? undefined : inner)));
}

type Primitive = Readonly<Record<string, unknown>>;

const sorted = (names: unknown) => [...(names as readonly string[])].sort();

type Read = { readonly primitive?: unknown; readonly error?: string; readonly message?: string };

for (const [name, project] of Object.entries(PROJECTS)) {
  describe(`versioned objects of ${name}, imported of their sources`, { skip }, () => {
    const { prefix, modules, base, registry, before: prepare, classes } = project;
    const checked = new Map<string, MethodValidator>();
    const made = new Map<string, readonly Primitive[]>();
    const question = { modules, before: prepare, base, registry, unset: project.unset ?? [] };
    const read = (primitives: readonly unknown[]) =>
      ask({ ...question, task: "read", primitives }) as readonly Read[];
    const validator = (kind: string): MethodValidator => {
      const found = checked.get(kind);
      assert.ok(found, kind);
      return found;
    };
    const fieldsOf = (kind: string, primitive: Primitive) =>
      validator(kind).incomingArguments({ x: primitive }).x as VersionedObject;
    const write = (kind: string, x: object) => validator(kind).outgoingArguments({ x }).x as Primitive;
    const changes = (primitive: Primitive) => sorted(primitive[`${prefix}.changes`] ?? []);

    before(() => {
      for (const [kind, method] of validators(project)) checked.set(kind, method);
      const all = ask({ ...question, task: "make", classes }) as Record<string, Primitive[]>;
      for (const [kind, primitives] of Object.entries(all)) made.set(kind, primitives);
    });

    it("go from Python to typed fields, back, and are the same objects there", (context) => {
      const came: Primitive[] = [];
      const sent: Primitive[] = [];
      let fields = 0;
      for (const [kind, primitives] of made) {
        for (const primitive of primitives) {
          const object = fieldsOf(kind, primitive);
          const written = write(kind, object);
          assert.deepEqual(plain(written), plain(primitive), kind);
          assert.deepEqual(sorted(changesOf(object)), changes(written), kind);
          fields += Object.keys(object).length;
          came.push(primitive);
          sent.push(written);
        }
      }
      const answers = read([...came, ...sent]);
      for (const [index, expected] of answers.slice(0, came.length).entries()) {
        assert.equal(expected.error, undefined, expected.message);
        assert.deepEqual(answers[came.length + index], expected);
      }
      context.diagnostic(`${made.size} classes, ${sent.length} objects, ${fields} fields`);
      assert.ok(made.size >= 10 && fields > made.size * 3);
    });

    it("are made of fields here, and are read by Python with what was set as changes", () => {
      const sent = [...made].map(([kind, [, primitive = {}]]) =>
        write(kind, Object.fromEntries(Object.entries(fieldsOf(kind, primitive)))),
      );
      for (const [index, answer] of read(sent).entries()) {
        const primitive = sent[index] ?? {};
        const set = sorted(Object.keys(primitive[`${prefix}.data`] as object));
        assert.deepEqual(changes(primitive), set);
        assert.equal(answer.error, undefined, answer.message);
        assert.deepEqual(changes(answer.primitive as Primitive), set);
        // Some classes find changes inside of their own accord, in what they have read just now.
        assert.deepEqual(withoutChanges(answer.primitive), withoutChanges(primitive));
      }
    });

    it("of a version that is not known are refused on both sides, with what is supported", () => {
      const newer = [...made].flatMap(([kind, [primitive = {}]]) => {
        const known = String(primitive[`${prefix}.version`]);
        return [`${Number(known.split(".")[0]) + 1}.0`, known.replace(/\d+$/, "999")].map(
          (version) => [kind, { ...primitive, [`${prefix}.version`]: version }] as const,
        );
      });
      const told = newer.map(([kind, primitive]) => {
        try {
          return fieldsOf(kind, primitive);
        } catch (error) {
          assert.ok(error instanceof IncompatibleObjectVersion, String(error));
          return error.message;
        }
      });
      const answers = read(newer.map(([, primitive]) => primitive));
      assert.deepEqual(
        answers.map(({ error, message }) => `${error}: ${message}`),
        told.map((message) => `IncompatibleObjectVersion: ${message}`),
      );
      assert.throws(() => write(classes[0] ?? "", { [objectState]: { version: "999.0" } }), {
        name: "InvalidArguments",
      });
    });
  });
}
