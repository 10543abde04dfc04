import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromDescriptor } from "../../../src/definition/from-descriptor.js";
import { loadService } from "../../../src/definition/load-service.js";
import { toDescriptor } from "../../../src/definition/to-descriptor.js";
import { IncompatibleObjectVersion, InvalidArguments } from "../../../src/errors/validation-errors.js";
import { stringifyJson } from "../../../src/json/json.js";
import type { MethodValidator } from "../../../src/validation/method-validator.js";
import {
  changesOf,
  objectState,
  resetChanges,
  type VersionedObject,
} from "../../../src/validation/objects/versioned-object.js";
import { ServiceValidator } from "../../../src/validation/service-validator.js";

const named = (name: string, version: string, more: object = {}) => ({
  name,
  namespace: "nova",
  version,
  prefix: "nova_object",
  ...more,
});
const orNull = (name: string) => ({ anyOf: [{ $ref: `#/$defs/${name}` }, { type: "null" }] });
const definition = {
  service: "S",
  topic: "t",
  version: "1.0",
  methods: {
    m: {
      params: [{ name: "x", schema: { $ref: "#/$defs/Instance" } }],
      result: {
        anyOf: [{ $ref: "#/$defs/Kvm" }, { $ref: "#/$defs/Xen" }, { $ref: "#/$defs/Flavors" }],
      },
    },
  },
  $defs: {
    Instance: {
      versionedObject: named("Instance", "2.8", { since: { host: "2.3" } }),
      type: "object",
      properties: {
        uuid: { type: "string" },
        host: { type: ["string", "null"] },
        memory: { type: "integer", format: "int64" },
        flavor: orNull("Flavor"),
        others: { type: "object", additionalProperties: orNull("Flavor") },
      },
    },
    Flavor: {
      versionedObject: named("Flavor", "1.2"),
      type: "object",
      properties: { id: { type: "integer" }, name: { type: "string", maxLength: 5 } },
    },
    Flavors: {
      versionedObject: named("Flavors", "1.1"),
      properties: { objects: { type: "array", items: { $ref: "#/$defs/Flavor" } } },
    },
    Kvm: { versionedObject: named("Kvm", "1.0"), properties: { disk: { type: "string" } } },
    Xen: {
      versionedObject: named("Xen", "1.0"),
      properties: { disk: { type: "string" }, vdi: { type: "string" } },
    },
  },
};
const descriptor = toDescriptor(
  loadService("s.json", { readFile: () => Buffer.from(JSON.stringify(definition)) }),
);
const m = methodOf(new ServiceValidator(descriptor));

function methodOf(service: ServiceValidator): MethodValidator {
  const method = service.method("m");
  assert.ok(method);
  return method;
}

/** An object as Python writes it. */
function primitive(name: string, version: string, data: object, changes?: readonly string[]): object {
  return {
    "nova_object.name": name,
    "nova_object.namespace": "nova",
    "nova_object.version": version,
    "nova_object.data": data,
    ...(changes === undefined ? {} : { "nova_object.changes": changes }),
  };
}

type Fields = VersionedObject & Record<string, unknown>;
const read = (value: unknown) => m.incomingArguments({ x: value }).x as Fields;
const write = (value: unknown) => m.outgoingArguments({ x: value }).x;
const refused = (act: () => unknown): InvalidArguments => {
  let thrown: unknown;
  assert.throws(act, (error) => {
    thrown = error;
    return error instanceof InvalidArguments;
  });
  return thrown as InvalidArguments;
};

describe("a versioned object that arrives", () => {
  it("is its fields, those that are not set being absent, and keeps what came with them", () => {
    const came = primitive("Instance", "2.8", { uuid: "a", host: null, memory: 5 }, ["host"]);
    const instance = read(came);
    assert.deepEqual(Object.entries(instance), [
      ["uuid", "a"],
      ["host", null],
      ["memory", 5n],
    ]);
    const { name, version, changes } = instance[objectState] ?? {};
    assert.deepEqual({ name, version, changes }, { name: "Instance", version: "2.8", changes: ["host"] });
    assert.deepEqual(changesOf(instance), ["host"]);
    assert.equal(stringifyJson(instance), '{"uuid":"a","host":null,"memory":5}');
  });

  it("goes back as it came: version, changes and objects inside it included", () => {
    const flavor = primitive("Flavor", "1.0", { id: 1 }, ["id"]);
    const others = { a: primitive("Flavor", "1.2", {}), b: null };
    for (const came of [
      primitive("Instance", "2.8", {}),
      primitive("Instance", "2.5", { host: "h" }),
      primitive("Instance", "2.8.1", { host: "h" }, ["host"]),
      primitive("Instance", "2.8", { flavor, others }, ["flavor"]),
      primitive("Instance", "2.8", { flavor: null, others: {} }),
    ])
      assert.deepEqual(write(read(came)), came);
    const list = primitive("Flavors", "1.1", { objects: [flavor] }, ["objects"]);
    assert.deepEqual(m.outgoingResult(m.incomingResult(list)), list);
  });

  it("has no members that are no fields of its class, as in Python", () => {
    const instance = read({ ...primitive("Instance", "2.8", { uuid: "a", nova: 1 }, ["nova"]), more: 1 });
    assert.deepEqual(write(instance), primitive("Instance", "2.8", { uuid: "a" }));
  });

  it("is refused with the place of the field that does not fit", () => {
    const flavor = primitive("Flavor", "1.2", { name: "too long" });
    const error = refused(() => read(primitive("Instance", "2.8", { others: { a: flavor } })));
    assert.equal(error.pointer, "/x/nova_object.data/others/a/nova_object.data/name");
    assert.equal(refused(() => read({ uuid: "a" })).pointer, "/x");
    assert.equal(
      refused(() => read({ ...primitive("Instance", "2.8", {}), "nova_object.namespace": "cinder" })).pointer,
      "/x/nova_object.namespace",
    );
  });

  it("is refused in a version that is not known, wherever it stands", () => {
    const unknown: readonly (readonly [unknown, string, string, string])[] = [
      [primitive("Instance", "2.9", {}), "Instance", "2.9", "2.8"],
      [primitive("Instance", "3.0", {}), "Instance", "3.0", "2.8"],
      [primitive("Instance", "1.99", {}), "Instance", "1.99", "2.8"],
      [primitive("Instance", "2.10.1", {}), "Instance", "2.10.1", "2.8"],
      [
        primitive("Instance", "2.8", { others: { a: primitive("Flavor", "1.3", { later: [] }) } }),
        "Flavor",
        "1.3",
        "1.2",
      ],
    ];
    for (const [value, objname, objver, supported] of unknown) {
      assert.throws(
        () => read(value),
        (error) => {
          assert.ok(error instanceof IncompatibleObjectVersion, String(error));
          assert.equal(
            error.message,
            `Version ${objver} of ${objname} is not supported, supported version is ${supported}`,
          );
          assert.deepEqual([error.objname, error.objver, error.supported], [objname, objver, supported]);
          return true;
        },
      );
    }
    assert.equal(refused(() => read(primitive("Instance", "two", {}))).pointer, "/x/nova_object.version");
  });
});

describe("a versioned object that a program makes", () => {
  it("is written with all that is set as changes, as from a constructor", () => {
    assert.deepEqual(
      write({ uuid: "a", host: undefined, memory: 5n, flavor: { id: 1 } }),
      primitive(
        "Instance",
        "2.8",
        { uuid: "a", memory: 5n, flavor: primitive("Flavor", "1.2", { id: 1 }, ["id"]) },
        ["uuid", "memory", "flavor"],
      ),
    );
    assert.deepEqual(write({}), primitive("Instance", "2.8", {}));
  });

  it("may be in the form of the wire already", () => {
    const made = primitive("Instance", "2.8", { uuid: "a", flavor: primitive("Flavor", "1.2", { id: 1 }) });
    assert.deepEqual(write(made), made);
  });

  it("is refused with the place of what does not fit or is no field", () => {
    assert.equal(refused(() => write({ uuid: 1 })).pointer, "/x/nova_object.data/uuid");
    assert.equal(refused(() => write({ uuid: "a", hots: "h" })).pointer, "/x/nova_object.data/hots");
    assert.equal(
      refused(() => write({ flavor: { naem: "a" } })).pointer,
      "/x/nova_object.data/flavor/nova_object.data/naem",
    );
    assert.equal(refused(() => write("a")).pointer, "/x");
  });

  it("is of the first class that it fits, or of that which it names", () => {
    const nameOf = (value: object) =>
      (m.outgoingResult(value) as Readonly<Record<string, unknown>>)["nova_object.name"];
    assert.equal(nameOf({ disk: "d" }), "Kvm");
    assert.equal(nameOf({ disk: "d", vdi: "v" }), "Xen");
    assert.equal(nameOf({ disk: "d", [objectState]: { name: "Xen" } }), "Xen");
  });

  it("leaves fields out that an older version does not have, when it is to have that", () => {
    assert.deepEqual(
      write({ uuid: "a", host: "h", [objectState]: { version: "2.2" } }),
      primitive("Instance", "2.2", { uuid: "a" }, ["uuid"]),
    );
    assert.equal(
      refused(() => write({ [objectState]: { version: "2.9" } })).pointer,
      "/x/nova_object.version",
    );
  });
});

describe("the changes of a versioned object", () => {
  const came = () =>
    read(
      primitive("Instance", "2.8", {
        uuid: "a",
        host: "h",
        flavor: primitive("Flavor", "1.2", { id: 1 }),
        others: { a: primitive("Flavor", "1.2", { id: 2 }) },
      }),
    );

  it("are the fields that are others than those that came", () => {
    const instance = came();
    assert.deepEqual(changesOf(instance), []);
    assert.deepEqual(changesOf({ ...instance, host: "h" }), []);
    assert.deepEqual(changesOf({ ...instance, host: "g", memory: 1n }), ["host", "memory"]);
    instance.uuid = "b";
    delete instance.host;
    assert.deepEqual(changesOf(instance), ["uuid"]);
  });

  it("are those of an object inside, in its own field", () => {
    const instance = came();
    (instance.flavor as Record<string, unknown>).name = "tiny";
    assert.deepEqual(changesOf(instance), ["flavor"]);
    const list = m.incomingResult(
      primitive("Flavors", "1.1", { objects: [primitive("Flavor", "1.2", { id: 1 })] }),
    ) as { objects: Record<string, unknown>[] };
    assert.deepEqual(changesOf(list as VersionedObject), []);
    for (const flavor of list.objects) flavor.id = 2;
    assert.deepEqual(changesOf(list as VersionedObject), ["objects"]);
  });

  it("can be taken back", () => {
    const made = resetChanges<Fields>({ uuid: "a" });
    assert.deepEqual(write(made), primitive("Instance", "2.8", { uuid: "a" }));
    assert.deepEqual(changesOf({ ...made, host: "h" }), ["host"]);
    assert.equal(resetChanges(came())[objectState]?.version, "2.8");
  });
});

describe("the definition of a versioned object", () => {
  it("is made again of a descriptor", () => {
    const text = stringifyJson(fromDescriptor(descriptor));
    assert.deepEqual(
      toDescriptor(loadService("again.json", { readFile: () => Buffer.from(text) })),
      descriptor,
    );
  });
});
