import assert from "node:assert/strict";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "../fixtures.js";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";
import { type Imported, methodOf, schemaOf } from "./support.js";

const MANAGER = `
import oslo_messaging as messaging


class PartManager:
    target = messaging.Target(topic="parts", version="1.0")

    def paint(self, context, part, colour):
        """Paints a part.

        :param part: a depot.objects.part.Part object
        """
        part.colour = colour

    def weigh(self, context, part):
        return part.weight * 2

    def find(self, context, name):
        """Finds one.

        :returns: the Part object, or None
        """
        return self.db.find(name)

    def drop(self, context, part):
        self.db.drop(part)

    def ship(self, context, part):
        self.send(part["uuid"], part["weight"])

    def label(self, context, part):
        return part.upper()

    def wrap(self, context, part):
        """Wraps a part.

        :param part: a Part object
        """
        if isinstance(part, dict):
            part = self.load(part)
        return part.weight

    def engrave(self, context, maker, parts):
        """Engraves.

        :param maker: Maker object, or None for the depot's own
        :param parts: a list of Part objects
        """
        return [maker.address for part in parts]

    def visit(self, context, maker_obj):
        if maker_obj is not None:
            return maker_obj.address

    def describe(self, context, makers, sizes, thing):
        """Describes.

        :param makers: Maker objects list of those that count
        :param sizes: a dict of Part objects by their sizes
        :param thing: a Stranger object
        """
        return makers.address

    def carry(self, context, part=None, maker="none"):
        """Carries.

        :param maker: Maker object
        """
        if part:
            return part.spares
`;

const VERSION = "version 1.0 (no history names it)";
const REF = { $ref: "#/$defs/Part" };
const MAKER = { $ref: "#/$defs/Maker" };
const orNone = (schema: object) => ({ anyOf: [schema, { type: "null" }] });

async function importManager(text: string, more: Readonly<Record<string, string>> = {}): Promise<Imported> {
  enterProject({});
  cpSync(join(ROOT, "test/fixtures/python/depot"), "depot", { recursive: true });
  for (const [file, content] of Object.entries({ ...more, "depot/parts.py": text }))
    writeFileSync(file, content);
  const { lines, errors } = await oslogen("import", "depot/parts.py", "--json");
  assert.deepEqual(errors, []);
  const { services } = JSON.parse(lines.join("\n")) as { services: Imported[] };
  return services[0] ?? assert.fail();
}

describe("oslo-gen import of arguments that are versioned objects", () => {
  it("takes the word of docstrings, and of names and uses, for those without a type", async () => {
    const imported = await importManager(MANAGER);
    const of = (method: string, param: string) => schemaOf(imported, method, param);
    assert.deepEqual(of("paint", "part"), REF);
    assert.deepEqual(of("weigh", "part"), REF);
    assert.deepEqual(of("engrave", "maker"), orNone(MAKER));
    assert.deepEqual(of("engrave", "parts"), { type: ["array", "null"], items: REF });
    assert.deepEqual(of("visit", "maker_obj"), orNone(MAKER));
    assert.deepEqual(of("carry", "part"), { ...orNone(REF), default: null });
    assert.deepEqual(methodOf(imported, "find").result, {
      ...orNone(REF),
      description: "the Part object, or None",
    });
    assert.deepEqual(Object.keys(imported.definition.$defs ?? {}).sort(), ["Maker", "MakerList", "Part"]);
  });

  it("tells that it guessed, and what from", async () => {
    const { methods } = await importManager(MANAGER);
    const guessed = (name: string) => methods.find((method) => method.name === name)?.guessed;
    assert.deepEqual(guessed("paint")?.slice(1), ["type of part (Part of its docstring)", VERSION]);
    assert.deepEqual(guessed("weigh")?.slice(1), [
      "type of part (Part of another docstring, and used as one)",
      VERSION,
    ]);
    assert.deepEqual(guessed("visit")?.slice(1), [
      "type of maker_obj (Maker by its name, and used as one)",
      VERSION,
    ]);
  });

  it("leaves open what is used as something else, or as nothing", async () => {
    const imported = await importManager(MANAGER);
    for (const method of ["drop", "ship", "label", "wrap"])
      assert.deepEqual(schemaOf(imported, method, "part"), {});
    for (const param of ["makers", "sizes", "thing"])
      assert.deepEqual(schemaOf(imported, "describe", param), {}, param);
    assert.deepEqual(schemaOf(imported, "carry", "maker"), { type: ["string", "null"], default: "none" });
  });

  it("takes one of the registered classes where the one that is named is their base", async () => {
    const tools = `
from oslo_versionedobjects import fields

from depot.objects import base


class Tool(base.DepotObject):
    fields = {"name": fields.StringField()}


@base.DepotObjectRegistry.register
class Saw(Tool):
    pass


@base.DepotObjectRegistry.register
class Drill(Tool):
    pass
`;
    const users = `
    def sharpen(self, context, tool: "tools.Tool"):
        pass

    def mend(self, context, tool):
        """Mends.

        :param tool: Tool object
        """
        tool.name = "mended"
`;
    const imported = await importManager(`from depot.objects import tools\n${MANAGER}${users}`, {
      "depot/objects/tools.py": tools,
    });
    const kinds = { anyOf: [{ $ref: "#/$defs/Saw" }, { $ref: "#/$defs/Drill" }] };
    assert.deepEqual(schemaOf(imported, "sharpen", "tool"), kinds);
    assert.deepEqual(schemaOf(imported, "mend", "tool"), kinds);
  });

  it("believes no name that docstrings give to two classes", async () => {
    const two = `
    def check(self, context, part):
        """Checks.

        :param part: a Maker object
        """
        return part.address
`;
    const imported = await importManager(`${MANAGER}${two}`);
    assert.deepEqual(schemaOf(imported, "check", "part"), MAKER);
    // By its name it still is one.
    assert.deepEqual(schemaOf(imported, "weigh", "part"), REF);
  });
});
