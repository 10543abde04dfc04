// Whatever the texts of a definition are: it is refused, or the code that is made of it holds them as texts. The code is
// run, and none of it may sing.
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { register } from "tsx/esm/api";
import { loadService } from "../../../src/definition/load-service.js";
import { toDescriptor } from "../../../src/definition/to-descriptor.js";
import { addLibrary } from "../../support/add-library.js";
import { mistakes } from "../../unit/definition/definition-file.js";
import { oslogen } from "../../unit/generator/oslogen.js";
import { enterProject, SMALLEST, tree } from "../../unit/generator/project.js";

// For the code that is made.
register();

const SONG = "globalThis.canary=1";
const TEXTS: readonly string[] = [
  `*/${SONG}/*`,
  `*/\n${SONG}\n/*`,
  `";${SONG};"`,
  `';${SONG};'`,
  `\\";${SONG};//`,
  `\`;${SONG};\``,
  `\${${SONG}}`,
  `"+(${SONG})+"`,
  `x\n${SONG}//`,
  `x\r${SONG}//`,
  `x\u2028${SONG}//`,
  `x\u2029${SONG}//`,
  `});${SONG};({`,
  `a(){${SONG}} static{${SONG}} b`,
  `[${SONG}]`,
  `x: any; [(${SONG})]`,
  "\u202e\u2066 // gnis",
  "__proto__",
  "constructor",
  "toString",
  "then",
  "class",
  "../../victim",
  "..",
  "C:\\victim",
  "a\0b",
  "// @ts-nocheck",
  "@deprecated",
];

/** The places where a definition holds a text of somebody's own. */
const PLACES: Readonly<Record<string, (text: string) => Record<string, unknown>>> = {
  service: (service) => ({ service }),
  description: (description) => ({ description }),
  topic: (topic) => ({ topic }),
  exchange: (exchange) => ({ exchange }),
  namespace: (namespace) => ({ namespace }),
  method: (name) => ({ methods: { [`${name}`]: { result: {} } } }),
  "method description": (description) => ({ methods: { m1: { description, deprecated: true } } }),
  parameter: (name) => ({ methods: { m2: { params: [{ name, schema: {} }] } } }),
  "parameter description": (description) => ({
    methods: { m3: { params: [{ name: "p", schema: {}, description }] } },
  }),
  property: (name) => ({ methods: { m4: { result: { type: "object", properties: { [name]: {} } } } } }),
  "required property": (name) => ({ methods: { m5: { result: { type: "object", required: [name] } } } }),
  "property description": (description) => ({
    methods: { m6: { result: { type: "object", properties: { p: { description } } } } },
  }),
  title: (title) => ({ $defs: { Titled: { type: "object", title } } }),
  const: (value) => ({ methods: { m7: { result: { const: { k: [value] } } } } }),
  enum: (value) => ({ methods: { m8: { result: { enum: [value, [value]] } } } }),
  default: (value) => ({
    methods: { m9: { params: [{ name: "p", required: false, schema: { default: { [value]: value } } }] } },
  }),
  pattern: (pattern) => ({ methods: { m10: { result: { type: "string", pattern } } } }),
  "pattern of names": (pattern) => ({
    methods: { m11: { result: { patternProperties: { [pattern]: {} } } } },
  }),
  definition: (name) => ({ $defs: { [name]: { type: "object" } } }),
  error: (name) => ({ errors: { [name]: { module: "m" } } }),
  "error module": (module) => ({ errors: { E1: { module } } }),
  "error description": (description) => ({ errors: { E2: { module: "m", description } } }),
  notification: (name) => ({ notifications: { [name]: { payload: {} } } }),
  "notification description": (description) => ({ notifications: { n1: { payload: {}, description } } }),
  "own key": (text) => ({ "x-mine": text }),
};

/** All that is accepted of a text, in one definition. */
function definitionOf(text: string): Record<string, unknown> {
  let whole: Record<string, unknown> = { ...SMALLEST };
  for (const place of Object.values(PLACES)) {
    const more = { ...whole };
    for (const [key, value] of Object.entries(place(text))) {
      more[key] = typeof value === "object" ? { ...(whole[key] as object | undefined), ...value } : value;
    }
    if (mistakes(more).length === 0) whole = more;
  }
  return whole;
}

/** Makes the current folder one from which code can import this library. */
function install(): void {
  addLibrary(".");
  writeFileSync("package.json", '{"type":"module"}');
}

function filesOutside(...folders: readonly string[]): string[] {
  return Object.keys(tree()).filter((path) => !folders.some((folder) => path.startsWith(`${folder}/`)));
}

describe("a hostile text", () => {
  for (const text of TEXTS) {
    it(`runs nothing and goes nowhere: ${JSON.stringify(text)}`, async () => {
      enterProject({ "inside/schemas/small.json": definitionOf(text), "victim/index.ts": "" });
      process.chdir("inside");
      install();
      for (const command of ["generate", "scaffold"]) {
        assert.deepEqual((await oslogen(command)).errors, [], command);
      }
      process.chdir("..");
      assert.deepEqual(filesOutside("inside"), ["victim/index.ts"]);
      process.chdir("inside");
      assert.deepEqual(filesOutside("generated", "src/endpoints", "schemas", "node_modules"), [
        "package.json",
      ]);

      const load = (path: string) => import(pathToFileURL(resolve(path)).href) as Promise<object>;
      const generated = await load("generated/small/index.ts");
      await load("src/endpoints/small.ts");
      const descriptor = Object.entries(generated).find(([name]) => name.endsWith("Descriptor"))?.[1];
      assert.deepEqual(descriptor, toDescriptor(loadService("schemas/small.json")));
      assert.equal(Reflect.get(globalThis, "canary"), undefined);
      assert.equal(Reflect.get(Object.prototype, "canary"), undefined);
    });
  }

  it("is accepted in some places and refused in others", () => {
    const accepted = Object.keys(PLACES).filter((name) => {
      const part = PLACES[name]?.(`";${SONG};"`) ?? {};
      return mistakes({ ...SMALLEST, ...part }).length === 0;
    });
    const refused = Object.keys(PLACES).filter((name) => !accepted.includes(name));
    assert.deepEqual(refused, ["service", "error", "error module"]);
  });

  it("as the name of a folder or a file stays in the comment that names the definition", async () => {
    for (const folder of [`*\n${SONG}`, `\u2028${SONG}//`, "a */ b"]) {
      enterProject({ [`schemas/${folder}/small.json`]: SMALLEST });
      install();
      assert.equal((await oslogen()).exitCode, 0);
      await import(pathToFileURL(resolve("generated/small/index.ts")).href);
      assert.equal(Reflect.get(globalThis, "canary"), undefined);
      enterProject({ [`schemas/${folder}.json`]: SMALLEST });
      assert.equal((await oslogen()).exitCode, 2);
      assert.deepEqual(readdirSync("."), ["schemas"]);
    }
  });

  it("does not put two services into one folder on any file system", async () => {
    enterProject({ "schemas/Small.json": SMALLEST, "schemas/sub/small.json": SMALLEST });
    assert.match((await oslogen()).errors[0] ?? "", /would both be written to small; rename one$/);
  });
});
