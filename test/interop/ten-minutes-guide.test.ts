import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { entryPoints } from "../../scripts/entry-points.mjs";
import { isJsonObject, type JsonObject } from "../../src/json/json-object.js";
import { pageBlocks } from "../package/readme-blocks.js";
import { compiledPath, TYPESCRIPT } from "../support/node-words.js";
import { needs } from "../support/peers.js";
import { LIGHT_PYTHON, pythonOslo, pythonProgram } from "../support/python.js";
import { useRouter } from "../support/use-router.js";
import { oslogen } from "../unit/generator/oslogen.js";
import { enterProject } from "../unit/generator/project.js";

const PAGE = "docs/guide/ten-minutes.md";
const DEFINITION = "schemas/vault-backup.json";
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Python on a machine that runs other tests, too. */
const LIMIT_MS = 120_000;
/** The test of the packages installs them. */
const INSTALLS = /^npm (?:init -y|pkg set type=module|i )/;

describe(PAGE, needs(pythonOslo), () => {
  const { router, add } = useRouter();
  const running: ChildProcess[] = [];
  add(() => Promise.all(running.map(end)));
  const home = process.cwd();
  after(() => process.chdir(home));

  it("is true step by step", { timeout: 4 * LIMIT_MS }, async () => {
    enterProject({
      "package.json": { type: "module" },
      "vault/__init__.py": "",
      "node_modules/oslo-rpc/package.json": { type: "module", exports: "./index.js" },
      "node_modules/oslo-rpc/index.js": `export * from ${JSON.stringify(
        pathToFileURL(compiledPath("src/index.ts")).href,
      )};`,
    });
    let printed = "";
    const done: string[] = [];
    for (const { language, text } of pageBlocks(PAGE)) {
      if (language === "sh") {
        for (const command of text.trim().split("\n")) {
          done.push(command);
          printed = await follow(command);
        }
      } else if (language === "text") assert.equal(printed, text);
      else if (language === "json") takeIn(JSON.parse(text) as JsonObject);
      else write(/^(?:#|\/\/) (\S+)\n/.exec(text)?.[1] ?? assert.fail(text), text);
    }
    assert.ok(done.filter((command) => !INSTALLS.test(command)).length >= 10, done.join("\n"));
  });

  /** Does what a command of the page does, and gives what it prints. */
  async function follow(command: string): Promise<string> {
    const [program, ...words] = command.split(" ").filter((word) => word !== "npx");
    if (INSTALLS.test(command) || command === "npx oslo-rpc router") return "";
    if (program === "oslo-gen") return generate(words);
    if (program === "tsc") return compile();
    if (program === "python3") return run(pythonProgram(), words);
    assert.equal(program, "tsx", command);
    return run(process.execPath, [...TYPESCRIPT, ...words]);
  }

  async function run(program: string, words: readonly string[]): Promise<string> {
    const env = { ...process.env, ...LIGHT_PYTHON, PYTHONDONTWRITEBYTECODE: "1", TRANSPORT_URL: router.url };
    if (!/\bserve\b/.test(words.at(-1) ?? "")) {
      const { stdout } = await promisify(execFile)(program, words, { env, timeout: LIMIT_MS });
      return stdout;
    }
    // Whoever served before has its place taken.
    await Promise.all(running.splice(0).map(end));
    const server = spawn(program, words, { env, stdio: ["ignore", "pipe", "ignore"] });
    running.push(server);
    const lines = createInterface(server.stdout);
    const [line] = (await once(lines, "line", { signal: AbortSignal.timeout(LIMIT_MS) })) as [string];
    assert.match(line, / serves$/);
    return `${line}\n`;
  }
});

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill("SIGINT");
  const hard = setTimeout(() => server.kill("SIGKILL"), 5_000);
  await once(server, "exit");
  clearTimeout(hard);
}

async function generate(words: readonly string[]): Promise<string> {
  const { lines, errors, exitCode } = await oslogen(...words);
  assert.deepEqual([errors, exitCode], [[], 0], words.join(" "));
  if (words[0] === "lint") assert.doesNotMatch(lines.join("\n"), /error|warning/);
  return lines
    .filter((line) => !/^wrote /.test(line))
    .map((line) => `${line}\n`)
    .join("");
}

/** What the compiler says of the page's programs, under the page's own options. */
function compile(): string {
  const { config } = ts.readConfigFile("tsconfig.json", (file) => readFileSync(file, "utf8")) as {
    config: { compilerOptions: ts.CompilerOptions };
  };
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    {
      ...config,
      compilerOptions: {
        ...config.compilerOptions,
        typeRoots: [resolve(ROOT, "node_modules/@types")],
        paths: Object.fromEntries(entryPoints().map(({ name, source }) => [name, [resolve(ROOT, source)]])),
      },
    },
    ts.sys,
    process.cwd(),
  );
  assert.ok(fileNames.length > 0);
  const program = ts.createProgram(fileNames, options);
  const problems = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(process.cwd()))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  assert.deepEqual(problems, []);
  return "";
}

/** Takes in a piece of JSON: the compiler's options, or methods of the definition. */
function takeIn(piece: JsonObject): void {
  if (piece.compilerOptions !== undefined) {
    write("tsconfig.json", JSON.stringify(piece));
    return;
  }
  const definition = JSON.parse(readFileSync(DEFINITION, "utf8")) as { readonly methods: JsonObject };
  assert.ok(isJsonObject(definition.methods));
  const [name = ""] = Object.keys(piece);
  assert.match(JSON.stringify(definition.methods[name]), /x-import/);
  write(DEFINITION, JSON.stringify({ ...definition, methods: { ...definition.methods, ...piece } }));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
