import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { typedMethodsDefinition } from "../../../bench/generator-input.js";
import { generateInto } from "../../../generator/commands/generate.js";
import { scaffold } from "../../../generator/commands/scaffold.js";
import { readConfig } from "../../../generator/config.js";
import { KnownOutputs } from "../../../generator/manifest/known-outputs.js";
import { enterProject } from "../../unit/generator/project.js";

/** Where the tests and the generator are compiled to, in one file or in many. */
const COMPILED = pathToFileURL(String(process.env.OSLO_RPC_COMPILED_TESTS)).href;
const FEW = 100;
const CLASS = "src/endpoints/typed.ts";

/** How often functions run that do not depend on the machine. */
interface Runs {
  /** All of the generator, the definition's reader among them. */
  readonly own: number;
  /** Those of a name, wherever they are. */
  readonly named: ReadonlyMap<string, number>;
}

/** Runs scaffold, and counts. */
async function runsOf(known: KnownOutputs): Promise<Runs> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
    await session.post("Profiler.takePreciseCoverage");
    const said: string[] = [];
    scaffold([], {}, readConfig(), (line) => said.push(line), known);
    const { result } = await session.post("Profiler.takePreciseCoverage");
    assert.deepEqual(said, [`${CLASS} has every method`]);
    const named = new Map<string, number>();
    let own = 0;
    for (const { url, functions } of result) {
      for (const { functionName, ranges } of functions) {
        const count = ranges[0]?.count ?? 0;
        named.set(functionName, (named.get(functionName) ?? 0) + count);
        if (url.startsWith(COMPILED)) own += count;
      }
    }
    return { own, named };
  } finally {
    session.disconnect();
  }
}

/** Enters a project with a complete class of so many methods; what was generated is remembered. */
async function enterComplete(methods: number): Promise<void> {
  enterProject({ "schemas/typed.json": typedMethodsDefinition(methods) });
  mkdirSync("node_modules");
  await generateInto([], {}, readConfig(), () => {}, [], remembered());
  scaffold([], {}, readConfig(), () => {}, remembered());
}

const remembered = () => new KnownOutputs("", "1");
const forgotten = () => new KnownOutputs("", undefined);

/** Time cannot be tested on a busy machine; a regression shows as a count. */
describe("the budget of scaffold, where a class has every method", () => {
  before(() => enterComplete(FEW));

  it("has no check of a definition that was right and did not change", async () => {
    // Names that stand for the checks of a metaschema, of names, of places and of examples.
    const checks = ["checkAgainstMetaschema", "checkNameRules", "checkObjectPlaces", "checkExampleValues"];
    const { named: first } = await runsOf(forgotten());
    const { named: again } = await runsOf(remembered());
    assert.deepEqual(
      checks.map((name) => [first.get(name), again.get(name) ?? 0]),
      checks.map(() => [1, 0]),
    );
  });

  it("is one reading of the file by the compiler, and none of each type that is written as it is generated", async () => {
    const { named } = await runsOf(remembered());
    assert.equal(named.get("parseSourceFileWorker"), 1);
    assert.equal(named.get("styleOf") ?? 0, 0);
    assert.equal(named.get("planImports") ?? 0, 0);
  });

  it("grows as the methods do", async () => {
    const few = await runsOf(remembered());
    await enterComplete(2 * FEW);
    const many = await runsOf(remembered());
    const each = (many.own - few.own) / FEW;
    assert.ok(each > 100 && each <= 2_300, `${each} functions run for a method`);
    assert.ok(many.own <= 2.05 * few.own, `${many.own} functions run for twice what takes ${few.own}`);
  });
});

describe("a definition that was remembered as right", () => {
  it("is checked again once it, or a file that it refers to, is another", async () => {
    for (const path of ["schemas/a.json", "schemas/common.json"]) {
      const thing = { type: "object", properties: { id: { type: "string" } } };
      enterProject({
        "schemas/a.json": {
          service: "Small",
          topic: "t",
          version: "1.0",
          methods: { ping: { result: { $ref: "common.json#/$defs/Thing" } } },
        },
        "schemas/common.json": { $defs: { Thing: thing } },
      });
      mkdirSync("node_modules");
      await generateInto([], {}, readConfig(), () => {}, [], remembered());
      scaffold([], {}, readConfig(), () => {}, remembered());
      const text = path.endsWith("a.json")
        ? { service: "Small", topic: "t", version: "1", methods: { ping: {} } }
        : { $defs: { Thing: { ...thing, type: "objekt" } } };
      writeFileSync(path, JSON.stringify(text));
      assert.throws(
        () => scaffold([], {}, readConfig(), () => {}, remembered()),
        /version|objekt|type/,
        path,
      );
    }
  });

  it("gets the methods that its class lacks", async () => {
    const said: string[] = [];
    await enterComplete(2);
    writeFileSync(
      CLASS,
      'import { BenchEndpoint } from "../../generated/typed/index.js";\nexport class Mine extends BenchEndpoint {}\n',
    );
    scaffold([], {}, readConfig(), (line) => said.push(line), remembered());
    assert.deepEqual(said, [`added to ${CLASS}: method_0, method_1`]);
  });
});
