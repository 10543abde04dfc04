import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { INTERFACES, importInto, OBJECTS } from "../../scripts/openstack-schemas.js";
import { modulesIn, packages } from "./live-classes.js";

const FOLDER = fileURLToPath(new URL("../../schemas/openstack/", import.meta.url));

const place = packages();
const skip = "missing" in place ? place.missing : false;

describe("the definitions of schemas/openstack", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "openstack-"));
  after(() => rmSync(folder, { recursive: true }));

  it("have all that the services' sources have", () => {
    cpSync(FOLDER, folder, { recursive: true });
    const added: string[] = [];
    importInto(folder, modulesIn("root" in place ? place.root : ""), (line) => {
      if (/^ {2}added:/.test(line)) added.push(line);
    });
    assert.deepEqual(added, []);
    for (const name of Object.keys(INTERFACES)) {
      const file = `${name}.json`;
      assert.equal(readFileSync(join(folder, file), "utf8"), readFileSync(join(FOLDER, file), "utf8"), file);
    }
    // These are made anew, and formatted afterwards.
    const objectsIn = (place: string, name: string): unknown =>
      JSON.parse(readFileSync(join(place, `${name}.json`), "utf8"));
    for (const name of Object.keys(OBJECTS))
      assert.deepEqual(objectsIn(folder, name), objectsIn(FOLDER, name), name);
  });
});
