import assert from "node:assert/strict";
import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { emitContext } from "../../../generator/emit/context.js";
import { type Extension, extendClass } from "../../../generator/scaffold/extend-class.js";
import { isSubsequence } from "../../../generator/scaffold/insertions.js";
import { readUserFile, writeUserFile } from "../../../generator/scaffold/user-file.js";
import { propertyRuns } from "../../support/property-runs.js";
import { load } from "../definition/definition-file.js";
import { oslogen } from "./oslogen.js";
import { enterProject, tree } from "./project.js";

const DEFINITION = {
  service: "Small",
  topic: "t",
  version: "1.0",
  methods: {
    ping: {},
    find: {
      params: [
        { name: "id", schema: { type: "string" } },
        { name: "mode", schema: { enum: ["a", "it's"] }, required: false },
      ],
      result: { $ref: "#/$defs/Thing" },
    },
  },
  $defs: { Thing: { type: "object", properties: { id: { type: "string" } }, required: ["id"] } },
};
const context = emitContext(load(DEFINITION), {
  version: "1",
  sourceFile: "schemas/small.json",
  importExtension: "js",
});

function extend(text: string): Extension {
  return extendClass(text, context, "../../generated/small/index.js");
}

function extended(text: string): string {
  const result = extend(text);
  assert.equal(result.kind, "extended", JSON.stringify(result));
  assert.ok(isSubsequence(text, result.text));
  assert.equal(extend(result.text).kind, "complete");
  return result.text;
}

function notes(text: string): string[] {
  const result = extend(text);
  assert.notEqual(result.kind, "refused", JSON.stringify(result));
  return result.kind === "refused" ? [] : result.notes.map(({ line, message }) => `${line}: ${message}`);
}

const HEAD = `import { NotImplemented, type RequestContext } from "oslo-rpc";
import { SmallEndpoint, type Thing } from "../../generated/small/index.js";
`;

describe("a class that lacks methods", () => {
  it("gets them at its end, with the imports they need", () => {
    const text = `import type { RequestContext } from "oslo-rpc";
import { SmallEndpoint } from "../../generated/small/index.js";

/** Mine. */
export class Mine extends SmallEndpoint {
  override async ping(_ctx: RequestContext): Promise<void> {} // nothing to do
  // that is all
}

export const mine = new Mine();
`;
    assert.equal(
      extended(text),
      `import type { RequestContext } from "oslo-rpc";
import { SmallEndpoint, type Thing } from "../../generated/small/index.js";
import { NotImplemented } from "oslo-rpc";

/** Mine. */
export class Mine extends SmallEndpoint {
  override async ping(_ctx: RequestContext): Promise<void> {} // nothing to do
  // that is all

  override async find(ctx: RequestContext, id: string, mode?: "a" | "it's"): Promise<Thing> {
    throw new NotImplemented("find");
  }
}

export const mine = new Mine();
`,
    );
  });

  it("gets them in its own style", () => {
    const text = `\ufeff// mine
import { readFile } from 'node:fs/promises'
import {
\tSmallEndpoint
} from '../../generated/small/index.js'

export class Small extends SmallEndpoint {
\tasync ping() {
\t\tawait readFile('x')
\t}
}`.replaceAll("\n", "\r\n");
    assert.equal(
      extended(text),
      `\ufeff// mine
import { readFile } from 'node:fs/promises'
import {
\tSmallEndpoint,
\ttype Thing
} from '../../generated/small/index.js'
import { NotImplemented, type RequestContext } from 'oslo-rpc'

export class Small extends SmallEndpoint {
\tasync ping() {
\t\tawait readFile('x')
\t}

\toverride async find(ctx: RequestContext, id: string, mode?: 'a' | 'it\\'s'): Promise<Thing> {
\t\tthrow new NotImplemented('find')
\t}
}`.replaceAll("\n", "\r\n"),
    );
  });

  it("keeps the names that the file has for what it imports, and avoids those it uses otherwise", () => {
    const text = `import * as rpc from "oslo-rpc";
import { SmallEndpoint as Base } from "../../generated/small/endpoint.js";

type Thing = string;
export class Small extends Base {
    async ping(_ctx: rpc.RequestContext) {}
}
`;
    assert.equal(
      extended(text),
      `import * as rpc from "oslo-rpc";
import { SmallEndpoint as Base } from "../../generated/small/endpoint.js";
import type { Thing as Thing_ } from "../../generated/small/index.js";

type Thing = string;
export class Small extends Base {
    async ping(_ctx: rpc.RequestContext) {}

    override async find(ctx: rpc.RequestContext, id: string, mode?: "a" | "it's"): Promise<Thing_> {
        throw new rpc.NotImplemented("find");
    }
}
`,
    );
  });

  for (const [name, body, count] of [
    ["empty on one line", "class Small extends SmallEndpoint {}", 2],
    ["empty on two", "class Small extends SmallEndpoint {\n}", 2],
    ["with a method on its own line", "class Small extends SmallEndpoint { async ping() {} }", 1],
    ["with a property without a semicolon", "class Small extends SmallEndpoint {\n  x = 1\n}", 2],
    [
      "with an arrow function",
      "class Small extends SmallEndpoint {\n  find = async () => ({ id: '' });\n}",
      1,
    ],
    [
      "with a quoted name",
      'class Small extends SmallEndpoint {\n  async "find"() { return { id: "" }; }\n}',
      1,
    ],
    ["with a computed name", 'class Small extends SmallEndpoint {\n  async ["ping"]() {}\n}', 1],
    ["with a static namesake", "class Small extends SmallEndpoint {\n  static ping() {}\n}", 2],
    ["with a private namesake", "class Small extends SmallEndpoint {\n  #ping() {}\n}", 2],
    ["that is an expression", "export const Small = class extends SmallEndpoint {\n};", 2],
    [
      "behind a mixin of the file, which has one",
      "function logged(Base) { abstract class L extends Base { ping() {} }\n return L }\n" +
        "class Small extends logged(SmallEndpoint) {\n}",
      1,
    ],
    [
      "behind an abstract class of the file, which has one",
      "class Small extends Middle {\n}\n" +
        "abstract class Middle extends SmallEndpoint { ping() {} abstract find(): any }",
      1,
    ],
    [
      "an abstract class that others extend elsewhere",
      "export abstract class A extends SmallEndpoint {\n}",
      2,
    ],
    ["inside a function", "function make() {\n  return class extends SmallEndpoint {\n  };\n}", 2],
    ["with a brace in a comment", "class Small extends SmallEndpoint { /* } */\n  /* } */ }", 2],
    ["with a brace in a template", "class Small extends SmallEndpoint {\n  x = `}\n`; }", 2],
    [
      "with overloads",
      "class Small extends SmallEndpoint {\n  ping(): Promise<void>;\n  ping(): any {}\n}",
      1,
    ],
  ] as const) {
    it(`is extended when it is ${name}`, () => {
      const result = extend(HEAD + body);
      assert.ok(result.kind === "extended", JSON.stringify(result));
      assert.equal(result.added.length, count);
      extended(HEAD + body);
    });
  }

  it("is the one that is not abstract, and those above it are left alone", () => {
    const above = `${HEAD}abstract class Middle extends SmallEndpoint {\n  ping() {}\n}\n`;
    const text = extended(`${above}class Small extends Middle {\n}\nclass Test extends Small {\n}\n`);
    assert.ok(text.startsWith(`${above}class Small extends Middle {\n  override async find(`), text);
  });

  it("is left as it is when it lacks none", () => {
    const text = `${HEAD}class A extends SmallEndpoint { ping = async () => {}; async find() { return { id: "" } } }`;
    assert.deepEqual(extend(text), { kind: "complete", notes: [] });
  });

  it("keeps every character, whatever it is written like", () => {
    const space = fc.constantFrom("", " ", "\n", "\r\n", "\n\n\t", " // c\n", " /* } */ ");
    const member = fc.constantFrom(
      "async ping() {}",
      "x = 1;",
      "x = `\n}`;",
      "static { }",
      "get y() { return '}' }",
      ";",
      "/** doc */ readonly z = /}/;",
      "override async find(ctx: RequestContext, id: string) { return { id } }",
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(space, member), { maxLength: 4 }),
        space,
        space,
        (parts, before, after) => {
          const body = parts.map((pair) => pair.join("")).join("\n");
          const result = extend(`${HEAD}export class A extends SmallEndpoint {${body}${before}}${after}`);
          assert.notEqual(result.kind, "refused", JSON.stringify(result));
        },
      ),
      { numRuns: propertyRuns(60) },
    );
  });
});

describe("what does not fit the definition", () => {
  it("is told with its line", () => {
    const text = `${HEAD}
class Small extends SmallEndpoint {
  override async ping(ctx: RequestContext, extra: string): Promise<void> {}
  override async find(ctx: RequestContext, id: number, mode?: string): Promise<Thing> {
    return { id: String(id) };
  }
  override async gone(): Promise<void> {}
  async goneToo(ctx: RequestContext): Promise<void> {}
  own(): void {}
  override readonly descriptor = smallDescriptor;
}
`;
    assert.deepEqual(notes(text), [
      '5: ping differs: it takes "extra: string", which the definition does not have',
      '6: find differs: parameter 1 is "id: number", and "id: string" in the definition',
      "9: gone is no method of the definition any more",
      "10: goneToo is no method of the definition any more",
    ]);
  });

  for (const [signature, expected] of [
    [
      "find(ctx: RequestContext, id: string, mode?: string): Promise<Thing>",
      /parameter 2 is "mode\?: string"/,
    ],
    ["find(ctx: RequestContext, id: string, mode: 'a' | \"it's\"): Promise<Thing>", /parameter 2/],
    [
      "find(ctx: RequestContext, id: string, mode: 'a' | \"it' s\" | undefined): Promise<Thing>",
      /parameter 2/,
    ],
    [
      "find(ctx: RequestContext, id: string, mode: '/**/a' | \"it's\" | undefined): Promise<Thing>",
      /parameter 2/,
    ],
    [
      "find(ctx: RequestContext, id: string, mode: /* or */ 'a'  | \"it's\" | undefined): Promise<Thing>",
      undefined,
    ],
    ["find(ctx: RequestContext, id: string): Promise<Thing>", /does not take mode$/],
    ["find(ctx: RequestContext): Promise<string>", /returns Promise<string>, and Thing in the definition$/],
    ["find(): Thing", undefined],
    ["find(ctx: any, ...args: unknown[])", undefined],
    ["find(ctx: RequestContext, id: unknown, mode?: any): Promise<Thing> | Thing", undefined],
    ["find(_: RequestContext, name: string, mode: \"it's\" | 'a' | undefined): Promise< Thing >", undefined],
  ] as const) {
    it(`is ${expected === undefined ? "nothing" : "something"} in ${signature}`, () => {
      const [note, another] = notes(
        `${HEAD}class A extends SmallEndpoint {\n  ping() {}\n  ${signature} { throw 1 }\n}`,
      );
      assert.equal(another, undefined);
      if (expected === undefined) assert.equal(note, undefined);
      else assert.match(note ?? "", expected);
    });
  }
});

describe("oslo-gen scaffold, where a file is there", () => {
  const MINE = `${HEAD}export class Small extends SmallEndpoint {\n}\n`;
  const PATH = "src/endpoints/small.ts";
  const enter = (mine: string) => enterProject({ "schemas/small.json": DEFINITION, [PATH]: mine });

  it("adds and says what, and then has nothing to add", async () => {
    enter(MINE);
    assert.deepEqual((await oslogen("scaffold")).lines, [`added to ${PATH}: ping, find`]);
    const after = readFileSync(PATH, "utf8");
    assert.match(after, /find\(ctx: RequestContext/);
    assert.deepEqual((await oslogen("scaffold")).lines, [`${PATH} has every method`]);
    assert.equal(readFileSync(PATH, "utf8"), after);
    assert.equal(Object.keys(tree()).length, 2);
  });

  for (const [mine, reason] of [
    ["// mine\n", "no class in it extends SmallEndpoint"],
    [`${HEAD}class A {}`, "no class in it extends SmallEndpoint"],
    [
      `${HEAD}class A extends SmallEndpoint {}\nclass B extends SmallEndpoint {}`,
      "2 classes in it extend SmallEndpoint, and which of them is meant it does not say",
    ],
    [
      `${HEAD}class A extends SmallEndpoint {\n  ping( {}\n}\n`,
      "it has a syntax error at 5:1: ',' expected.",
    ],
    [
      `${HEAD}class A extends logged(SmallEndpoint) {}`,
      "its class may have ping, find already, by logged(), and a stub would hide that",
    ],
    [
      `${HEAD}abstract class A extends SmallEndpoint {}\nclass B extends A {}\nclass C extends A {}`,
      "2 classes in it extend SmallEndpoint, and which of them is meant it does not say",
    ],
    [`${MINE}<<<<<<< HEAD\n`, "it has a syntax error at 5:1: Merge conflict marker encountered."],
  ] as const) {
    it(`refuses and shows what it would add: ${reason}`, async () => {
      enter(mine);
      const { lines, errors, exitCode } = await oslogen("scaffold");
      assert.deepEqual([errors, exitCode], [[`error: ${PATH} was left as it is: ${reason}`], 1]);
      assert.equal(lines[0], `${PATH} would need:`);
      assert.ok(lines.some((line) => line.includes("override async find(ctx: RequestContext, id: string")));
      assert.equal(readFileSync(PATH, "utf8"), mine);
    });
  }

  it("writes through a link, and keeps the permissions", async () => {
    enterProject({ "schemas/small.json": DEFINITION, "elsewhere/mine.ts": MINE, "src/endpoints/x": "" });
    chmodSync("elsewhere/mine.ts", 0o640);
    symlinkSync("../../elsewhere/mine.ts", PATH);
    assert.equal((await oslogen("scaffold")).exitCode, 0);
    assert.ok(lstatSync(PATH).isSymbolicLink());
    assert.match(readFileSync("elsewhere/mine.ts", "utf8"), /ping/);
    assert.equal(statSync("elsewhere/mine.ts").mode & 0o777, 0o640);
  });

  it("refuses a link that leads nowhere, a folder, a read-only file and what is no text", async () => {
    enterProject({ "schemas/small.json": DEFINITION, "src/endpoints/x": "" });
    symlinkSync("nowhere.ts", PATH);
    assert.match((await oslogen("scaffold")).errors[0] ?? "", /small\.ts is a link that leads nowhere$/);
    enterProject({ "schemas/small.json": DEFINITION, "src/endpoints/small.ts/x": "" });
    assert.match((await oslogen("scaffold")).errors[0] ?? "", /is in the way: it is no file$/);
    enter(MINE);
    chmodSync(PATH, 0o444);
    assert.match(
      (await oslogen("scaffold")).errors[0] ?? "",
      /^error: src\/endpoints\/[\w-]+\.ts is read-only and was left as it is$/,
    );
    assert.equal(readFileSync(PATH, "utf8"), MINE);
    enter(MINE);
    writeFileSync(PATH, Buffer.from([0xff, 0xfe, 0x61, 0x00]));
    assert.match((await oslogen("scaffold")).errors[0] ?? "", /is not UTF-8 text and was left as it is$/);
  });

  it("does not write over what was saved since it was read", () => {
    enter(MINE);
    const file = readUserFile(PATH);
    assert.ok(file !== undefined);
    writeFileSync(PATH, `${MINE}// saved meanwhile\n`);
    assert.equal(writeUserFile(file, "new"), false);
    assert.equal(readFileSync(PATH, "utf8"), `${MINE}// saved meanwhile\n`);
    assert.equal(Object.keys(tree()).length, 2);
  });
});
