import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";
import { importFiles, importMethods, methodOf } from "./support.js";

describe("a fact of an import", () => {
  it("is certain of a cast: that nothing comes back of it, and no error", async () => {
    const { methods } = await importFiles(
      {
        "p/__init__.py": "",
        "p/manager.py": `import oslo_messaging
class PartNotFound(Exception):
    pass
class Manager:
    target = oslo_messaging.Target(topic="t", version="1.0")
    def put(self, context, part):
        raise PartNotFound()
    def drop(self, context, part):
        raise PartNotFound()
`,
        "p/rpcapi.py": `import oslo_messaging
class API:
    def __init__(self, transport):
        target = oslo_messaging.Target(topic="t", version="1.0")
        self.client = oslo_messaging.get_rpc_client(transport, target)
    def put(self, ctxt, part):
        self.client.prepare(version="1.0").cast(ctxt, "put", part=part)
`,
      },
      "p/manager.py",
      "p/rpcapi.py",
    );
    const certain = methods.find(({ name }) => name === "put")?.certain ?? [];
    assert.ok(certain.includes("no errors, as nothing comes back of a cast (PartNotFound)"), String(certain));
  });

  it("is read of constants that are assigned together", async () => {
    const { definition, target } = await importFiles(
      {
        "p/__init__.py": "",
        "p/consts.py": "(TOPIC, (OLD, NEW)) = ('things', ('1.0', '1.4'))\nA, *B = ('x', 'y', 'z')\n",
        "p/manager.py": `import oslo_messaging
from p import consts
class Manager:
    LOW, HIGH = "1.0", "1.1"
    target = oslo_messaging.Target(topic=consts.TOPIC, version=consts.NEW)
    def put(self, context, part):
        return 1
`,
      },
      "p/manager.py",
    );
    assert.deepEqual([definition.topic, definition.version], ["things", "1.4"]);
    assert.deepEqual(target.certain, ["topic things", "version 1.4"]);
  });

  it("is no version that is none", async () => {
    enterProject({});
    writeFileSync("m.py", "class M:\n    def put(self, context):\n        return 1\n");
    assert.deepEqual(await oslogen("import", "m.py", "--class", "M", "--target-version", "x"), {
      lines: [],
      errors: ['error: --target-version must be MAJOR.MINOR, such as 1.0, not "x"'],
      exitCode: 2,
    });
  });

  it("is not called absent where the source has it, and only running it would tell", async () => {
    const { target } = await importFiles(
      {
        "manager.py": `import oslo_messaging
class Manager:
    target = oslo_messaging.Target(topic="t", version=newest())
    def put(self, context, part):
        return 1
`,
      },
      "manager.py",
    );
    assert.deepEqual(target.guessed, [
      "version 1.0 (newest(…) is not known without running it; name it with --target-version)",
    ]);
  });

  it("is the default of the option that the version is read of", async () => {
    const { definition, target } = await importFiles(
      {
        "p/__init__.py": "",
        "p/conf.py": "opts = [cfg.StrOpt('rpc_version', default='2.3')]\n",
        "p/manager.py": `import oslo_messaging
from oslo_config import cfg
CONF = cfg.CONF
class Manager:
    target = oslo_messaging.Target(topic="t", version=CONF.rpc_version)
    def put(self, context, part):
        return 1
`,
      },
      "p/manager.py",
    );
    assert.equal(definition.version, "2.3");
    assert.deepEqual(target.certain, ["topic t", "version 2.3 (the default of the option rpc_version)"]);
  });

  it("is no object where the method returns a dict of it", async () => {
    const objects = `class Part(base.VersionedObject):
    VERSION = "1.0"
    fields = {"id": fields.StringField()}

@base.VersionedObjectRegistry.register
class Known(Part):
    pass
`;
    const before = `from oslo_versionedobjects import base, fields\n\n@base.VersionedObjectRegistry.register\n${objects}`;
    const imported = await importMethods(
      `def shown(self, context):
    """Finds some.

    :returns: A list of \`Part\` object representations.
    """
    return [each.id for each in self.parts]

def made(self, context):
    """Finds some.

    :returns: A list of Part objects.
    """
    return [each.to_dict() for each in self.parts]

def given(self, context):
    """Finds some.

    :returns: A list of Part objects.
    """
    return self.parts`,
      before,
    );
    assert.deepEqual(methodOf(imported, "shown").result?.items, undefined);
    assert.deepEqual(methodOf(imported, "made").result?.items, undefined);
    assert.deepEqual(methodOf(imported, "given").result?.items, { $ref: "#/$defs/Part" });
  });
});
