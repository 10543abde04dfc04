import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "../fixtures.js";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";

function enterDepot(): void {
  enterProject({});
  cpSync(join(ROOT, "test/fixtures/python/depot"), "depot", { recursive: true });
}

const orNull = (type: string) => ({ type: [type, "null"] });

describe("oslo-gen import of versioned objects", () => {
  it("writes their fields as they travel, inherited ones too, and what they refer to", async () => {
    enterDepot();
    const { lines, errors } = await oslogen("import", "depot/objects/part.py", "--out", "objects.json");
    assert.deepEqual(errors, []);
    assert.ok(lines.includes("Part: the source does not say how size, strangers travel"), lines.join("\n"));
    const { $defs } = JSON.parse(readFileSync("objects.json", "utf8"));
    const unknown = { "x-import": "the source does not say how it travels" };
    assert.deepEqual($defs, {
      Part: {
        description: "The versioned object Part of depot.",
        versionedObject: {
          name: "Part",
          namespace: "depot",
          version: "1.3",
          prefix: "depot_object",
          since: { colour: "1.1", makers: "1.3", drawings: "1.3" },
        },
        type: "object",
        properties: {
          id: { type: "integer" },
          uuid: { type: "string" },
          name: orNull("string"),
          weight: { type: "number", minimum: 0 },
          colour: { ...orNull("string"), enum: ["red", "blue", null] },
          state: { type: "string", enum: ["new", "used"] },
          labels: { type: "object", additionalProperties: orNull("string") },
          drawings: {
            type: "object",
            additionalProperties: { type: "array", items: { type: "string" } },
          },
          size: unknown,
          maker: { anyOf: [{ $ref: "#/$defs/Maker" }, { type: "null" }] },
          makers: { $ref: "#/$defs/MakerList" },
          spares: { type: "array", items: { $ref: "#/$defs/Part" } },
          strangers: unknown,
          owner: orNull("string"),
          created_at: { ...orNull("string"), format: "date-time" },
          updated_at: { ...orNull("string"), format: "date-time" },
        },
      },
      Maker: {
        description: "Who makes parts.",
        versionedObject: { name: "Maker", namespace: "depot", version: "2.0", prefix: "depot_object" },
        type: "object",
        properties: { address: { type: "string", format: "ipv4" }, owner: orNull("string") },
      },
      MakerList: {
        description: "The versioned object MakerList of depot.",
        versionedObject: { name: "MakerList", namespace: "depot", version: "1.0", prefix: "depot_object" },
        type: "object",
        properties: {
          objects: { type: "array", items: { $ref: "#/$defs/Maker" } },
          owner: orNull("string"),
        },
      },
    });
  });

  it("takes the bases of a class that a metaclass is given to by a function", async () => {
    const base = `from oslo_versionedobjects import base, fields
class Base(base.VersionedObject):
    OBJ_PROJECT_NAMESPACE = "things"
    fields = {"owner": fields.StringField()}
`;
    const classes = `
@base.VersionedObjectRegistry.register
class Named(Mixed):
    fields = {"id": fields.IntegerField()}
@base.VersionedObjectRegistry.register
class Direct(six.with_metaclass(Meta, Base)):
    fields = {"id": fields.IntegerField()}
@base.VersionedObjectRegistry.register
class Open(made_by_something(Meta, Base)):
    fields = {"id": fields.IntegerField()}
`;
    enterProject({});
    mkdirSync("p");
    writeFileSync("p/__init__.py", "");
    writeFileSync("p/base.py", base);
    const head = `import six
from oslo_versionedobjects import base, fields
from p import utils
from p.base import Base
Mixed = utils.with_metaclass(Meta, Base)
`;
    writeFileSync("p/things.py", head + classes);
    const named = ["Named", "Direct", "Open"].flatMap((name) => ["--class", name]);
    const { errors } = await oslogen("import", "p/things.py", ...named, "--out", "objects.json");
    assert.deepEqual(errors, []);
    const { $defs } = JSON.parse(readFileSync("objects.json", "utf8"));
    const known = { id: { type: "integer" }, owner: { type: "string" } };
    for (const name of ["Named", "Direct"]) {
      assert.deepEqual($defs[name].properties, known, name);
      assert.equal($defs[name].versionedObject.namespace, "things", name);
    }
    assert.equal($defs.Open.versionedObject, undefined);
  });

  it("takes the classes that are named, and what they refer to", async () => {
    enterDepot();
    const { lines } = await oslogen("import", "depot/objects/part.py", "--class", "MakerList");
    assert.deepEqual(Object.keys(JSON.parse(lines[0] ?? "").$defs), ["MakerList", "Maker"]);
  });
});
