import assert from "node:assert/strict";
import { basename } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { ts } from "ts-morph";
import { docComment } from "../../../generator/emit/doc-comment.js";
import { literal, propertyKey, stringLiteral } from "../../../generator/emit/literal.js";
import { emitService } from "../../../generator/emit/service-files.js";
import { header } from "../../../generator/emit/source-file.js";
import { diffLines } from "../../../generator/manifest/text-diff.js";
import { docstring } from "../../../generator/python/docstring.js";
import { pythonPackage } from "../../../generator/python/package-files.js";
import { isIdentifier, methodName, parameterName, typeName } from "../../../src/definition/names.js";
import { toDescriptor } from "../../../src/definition/to-descriptor.js";
import { anyText } from "../../support/any-text.js";
import { compiledPath } from "../../support/node-words.js";
import { mistakes, SMALLEST } from "../definition/definition-file.js";
import { FIXTURES, fixtureModel, keptOutput } from "./fixtures.js";
import { modelOf } from "./program-of.js";

/** Texts that try to get out of where they are put. */
const hostile = fc.oneof(
  anyText(),
  fc.string({ unit: fc.constantFrom(..."*/\"'`$ {}\\\n\r\0@#<>;()[]a1_-. \u2028\u2029\u202e\ufeff\ud800") }),
  fc.constantFrom("__proto__", "constructor", "*/", "`;process.exit(1)//", "../../x", "\n@ts-ignore"),
);

/** Characters that no line of code may hold raw. */
const RAW =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

describe("names and texts of a definition", () => {
  it("come back from the literals they were written as", () => {
    fc.assert(
      // Texts of any characters are those of `hostile`, which lists none first.
      fc.property(fc.jsonValue({ stringUnit: "grapheme", depthSize: "small" }), hostile, (value, key) => {
        const whole = Object.fromEntries([
          [key, value],
          ["k", key],
          ["__proto__", 1n],
        ]);
        const text = literal(whole, 0, 0);
        assert.doesNotMatch(text, RAW);
        const evaluate = new Function(`return (${text})`) as () => Record<string, unknown>;
        const back = evaluate();
        assert.deepEqual(back, whole);
        assert.equal(Object.getPrototypeOf(back), Object.prototype);
      }),
    );
  });

  it("are one token where they stand as a string or a key", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const source = ts.createSourceFile(
          "a.ts",
          `type T = { ${propertyKey(text)}: ${stringLiteral(text)} };`,
          99,
          true,
        );
        const [statement] = source.statements;
        assert.ok(
          source.statements.length === 1 && statement !== undefined && ts.isTypeAliasDeclaration(statement),
        );
        assert.ok(ts.isTypeLiteralNode(statement.type) && statement.type.members.length === 1);
        const [member] = statement.type.members;
        assert.ok(member?.name !== undefined && "text" in member.name);
        assert.equal(member.name.text, text);
      }),
    );
  });

  it("stay inside the comments they are put in", () => {
    fc.assert(
      fc.property(hostile, hostile, (description, tag) => {
        const lines = docComment({ description, tags: [`@param a ${tag}`] }, 2);
        const text = lines.join("\n");
        assert.doesNotMatch(text, RAW);
        // Else a file would never be as it was written.
        assert.equal(Buffer.from(text).toString(), text);
        assert.equal(text.indexOf("*/"), text.length - 2);
        assert.equal(lines.filter((line) => /^ \* @/.test(line)).length, 1);
        assert.equal(
          header("1", description).split(/[\n\r\u2028\u2029]/).length,
          header("1", "a").split("\n").length,
        );
      }),
    );
  });

  it("stay inside the documentation that shows examples, in both languages", () => {
    fc.assert(
      fc.property(hostile, hostile, (title, code) => {
        const comment = docComment({ description: "d", examples: [{ title, code }] }, 2).join("\n");
        const text = docstring({ description: "d", blocks: [{ title, lines: [code] }] }, 4).join("\n");
        assert.equal(comment.indexOf("*/"), comment.length - 2);
        const unescaped = text.replaceAll(/\\./g, "");
        assert.equal(unescaped.indexOf('"""', 3), unescaped.length - 3);
        for (const each of [comment, text]) {
          assert.doesNotMatch(each, RAW);
          assert.equal(Buffer.from(each).toString(), each);
        }
      }),
    );
  });

  it("in an example hide and turn nothing in the code that shows it", () => {
    const words = "x\0y\u202e z \ud800 \u200b\u2028w";
    const model = modelOf({
      examples: [{ name: "one", description: words, error: { name: "E", message: words } }],
      methodErrors: ["E"],
      errors: { E: { module: "m" } },
    });
    const options = { version: "0.0.0", sourceFile: "s.json", importExtension: "js" as const };
    for (const { name, text } of [
      ...emitService(model, options),
      ...pythonPackage({ model, isMarked: false }, options),
    ]) {
      assert.doesNotMatch(text, RAW, name);
      assert.equal(Buffer.from(text).toString(), text, name);
    }
  });

  it("are shown by their codes where a terminal would hide or obey them", () => {
    assert.deepEqual(diffLines("", "\ta\u200b\u001b[1m\ud800\n").slice(1), [
      "  +\ta\\u200b\\u001b[1m\\ud800",
    ]);
  });

  it("become identifiers or none at all", () => {
    fc.assert(
      fc.property(hostile, (name) => {
        for (const made of [
          methodName(name),
          parameterName(name),
          typeName(name, { type: "S", value: "s" }),
        ]) {
          if (made === undefined) continue;
          assert.ok(isIdentifier(made), made);
          const source = ts.createSourceFile("a.ts", `function f(${made}: ${"X"}) {}`, 99, true);
          assert.equal(
            (source as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics.length,
            0,
            made,
          );
        }
      }),
    );
  });

  it("with control characters are refused where they are names on the wire", () => {
    for (const name of ["a\0b", "a\nb", "\u007f"]) {
      const message = /must be a name without/;
      assert.match(mistakes({ ...SMALLEST, methods: { [name]: {} } })[0] ?? "", message);
      assert.match(
        mistakes({ ...SMALLEST, methods: { m: { params: [{ name, schema: {} }] } } })[0] ?? "",
        message,
      );
      assert.match(mistakes({ ...SMALLEST, topic: name })[0] ?? "", message);
      assert.match(mistakes({ ...SMALLEST, notifications: { [name]: { payload: {} } } })[0] ?? "", message);
      assert.match(mistakes({ ...SMALLEST, service: name })[0] ?? "", /must begin with a letter/);
    }
  });
});

describe("generated code that runs", () => {
  for (const file of FIXTURES) {
    const name = basename(file, ".json");
    it(`holds the descriptor of ${name}, and a method for each of its own`, async () => {
      const url = pathToFileURL(compiledPath(`test/fixtures/generated/${name}/index.ts`)).href;
      const module = (await import(url)) as Record<string, unknown>;
      const model = fixtureModel(file);
      const descriptor = Object.entries(module).find(([key]) => key.endsWith("Descriptor"))?.[1];
      assert.deepEqual(descriptor, toDescriptor(model));
      const client = Object.entries(module).find(([key]) => key.endsWith("Client"))?.[1] as {
        prototype: object;
      };
      assert.deepEqual(
        Object.getOwnPropertyNames(client.prototype).filter(
          (key) => !["constructor", "named", "cast", "prepare"].includes(key),
        ),
        model.methods.map(({ property }) => property),
      );
    });
  }

  it("has no raw character that hides or turns text", () => {
    for (const [file, text] of keptOutput()) assert.doesNotMatch(text, RAW, file);
  });
});
