import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { entryPoints } from "../../scripts/entry-points.mjs";
import { deadLinks } from "../support/links.js";
import {
  COMMONJS_PROGRAM,
  COMPILERS,
  compilerPath,
  definitionFiles,
  SERVING_PROGRAM,
  usageProgram,
} from "./consumers.js";
import { isBuilt } from "./is-built.js";
import { codeBlocks } from "./readme-blocks.js";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
/** npm asks the registry only for what it has not seen yet. */
const offline = { ...process.env, npm_config_prefer_offline: "true", npm_config_audit: "false" };
const bin = (name: string) => join(root, "node_modules", ".bin", name);

describe("the packages, installed in an empty project", { concurrency: true }, () => {
  let folder: string;
  let project: string;
  /** Paths of the packed packages, by name. */
  let tarballs: {
    readonly "oslo-rpc": string;
    readonly "oslo-gen": string;
    readonly "oslo-rpc-console": string;
  };
  /** What a service has in production. */
  let runTimePackages: readonly string[];
  let runTimeSize: { readonly bytes: number; readonly onDisk: number };
  /** What the console's command says where its page is not installed. */
  let withoutPage: { readonly code: number; readonly stderr: string };
  let router: ChildProcess | undefined;
  let server: ChildProcess | undefined;

  const inProject = (file: string, ...args: string[]) => run(file, args, { cwd: project });
  const write = async (file: string, text: string) => {
    await mkdir(join(project, file, ".."), { recursive: true });
    await writeFile(join(project, file), text);
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "oslo-rpc-package-"));
    project = join(folder, "project");
    await mkdir(project);
    // What is built already need not be built again.
    const built = isBuilt() ? ["--ignore-scripts"] : [];
    const pack = async (...args: string[]) => {
      const options = ["--json", "--pack-destination", folder, ...args];
      const { stdout } = await run("npm", ["pack", ...options], { cwd: root });
      const [packed] = JSON.parse(stdout.slice(stdout.indexOf("["))) as { filename: string }[];
      return join(folder, packed?.filename ?? "");
    };
    tarballs = {
      // It builds all.
      "oslo-rpc": await pack(...built),
      "oslo-gen": await pack("--workspace=oslo-gen"),
      "oslo-rpc-console": await pack("--workspace=oslo-rpc-console"),
    };
    await write(
      "package.json",
      JSON.stringify({ name: "project", version: "1.0.0", type: "module", private: true }),
    );
    const install = ["install", "--prefer-offline", "--no-audit", "--no-fund"];
    await inProject("npm", ...install, tarballs["oslo-rpc"]);
    runTimePackages = (await readdir(join(project, "node_modules"))).filter((name) => !name.startsWith("."));
    runTimeSize = await sizeOf(join(project, "node_modules"));
    withoutPage = await inProject("npx", "--no-install", "oslo-rpc", "console", "--url", "fake://").then(
      () => assert.fail("the console has begun"),
      (error: typeof withoutPage) => error,
    );
    const forDevelopment = [tarballs["oslo-gen"], tarballs["oslo-rpc-console"], "@types/node@20"];
    await inProject("npm", ...install, "--save-dev", ...forDevelopment);
  });
  after(async () => {
    for (const program of [server, router]) {
      if (program === undefined || program.exitCode !== null) continue;
      program.kill("SIGTERM");
      await once(program, "exit");
    }
    await rm(folder, { recursive: true, force: true });
  });

  it("holds what it needs and no more", async () => {
    const files = await readdir(join(project, "node_modules", "oslo-rpc"));
    assert.deepEqual(files.sort(), [
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "LICENSE",
      "README.md",
      "SECURITY.md",
      "dist",
      "docs",
      "package.json",
      "schemas",
    ]);
  });

  it("says how the console's page is installed, where it is not", () => {
    const { code, stderr } = withoutPage;
    assert.deepEqual(
      [code, stderr],
      [1, "error: The page is not installed: npm install -D oslo-rpc-console\n"],
    );
  });

  it("has the console's page in a package of static files", async () => {
    const page = join(project, "node_modules/oslo-rpc-console");
    const files = await readdir(page, { recursive: true, withFileTypes: true });
    const paths = files
      .filter((file) => file.isFile())
      .map((file) => relative(page, join(file.parentPath, file.name)));
    assert.deepEqual(paths.sort(), [
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist/app.css",
      "dist/app.js",
      "dist/index.html",
      "dist/licenses/preact.txt",
      "dist/licenses/uplot.txt",
      "package.json",
    ]);
    for (const name of ["preact", "uplot"])
      assert.match(
        await readFile(join(page, `dist/licenses/${name}.txt`), "utf8"),
        /MIT License[\s\S]*Copyright/,
      );
  });

  it("brings a service no compiler, and no more than ten megabytes, also counted in blocks of the disk", () => {
    assert.deepEqual(runTimePackages, ["commander", "oslo-rpc", "yaml"]);
    assert.ok(runTimeSize.bytes < 10_000_000, `${runTimeSize.bytes} bytes`);
    assert.ok(runTimeSize.onDisk < 10_000_000, `${runTimeSize.onDisk} bytes on disk`);
  });

  it("declares the types of its entry points, and none that only its own code imports", async () => {
    const dist = join(project, "node_modules/oslo-rpc/dist");
    const files = await readdir(dist, { recursive: true });
    assert.ok(files.includes("index.d.ts") && files.includes("rpc/rpc-client.d.ts"));
    assert.deepEqual(
      files.filter((file) => /^(cli|terminal|amqp\/engine)\/.*\.d\.ts$/.test(file)),
      [],
    );
  });

  it("has the licences of what is bundled into it", async () => {
    const inside = { "oslo-rpc": ["debug", "ms", "rhea", "typebox"], "oslo-gen": ["typebox"] };
    for (const [name, packages] of Object.entries(inside)) {
      const folder = join(project, "node_modules", name, "dist/licenses");
      assert.deepEqual(
        (await readdir(folder)).sort(),
        packages.map((inner) => `${inner}.txt`),
        name,
      );
      for (const inner of packages) {
        const license = await readFile(join(folder, `${inner}.txt`), "utf8");
        assert.match(
          license,
          inner === "rhea" ? /Apache License\s+Version 2\.0/ : /MIT License[\s\S]*Copyright/i,
        );
      }
    }
  });

  it("is clean to publint and to attw", async () => {
    for (const tarball of Object.values(tarballs))
      await run(bin("publint"), ["--strict", tarball], { cwd: root });
    await run(bin("attw"), [tarballs["oslo-rpc"], "--profile", "esm-only"], { cwd: root });
  });

  it("has both commands", async () => {
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
    for (const command of ["oslo-gen", "oslo-rpc"]) {
      const { stdout } = await inProject("npx", "--no-install", command, "--version");
      assert.equal(stdout.trim(), version);
    }
  });

  /** Files, and those that are loaded with them. */
  async function loadedWith(files: readonly string[]): Promise<Set<string>> {
    const loaded = new Set(files);
    for (const file of loaded)
      for (const [, path] of (await readFile(file, "utf8")).matchAll(/^(?:import|.*\} from) "(\.[^"]+)";$/gm))
        loaded.add(join(file, "..", path ?? ""));
    return loaded;
  }

  it("loads a dozen files to generate, not one for each set of commands that share something", async () => {
    const dist = join(project, "node_modules/oslo-gen/dist");
    const generates = (name: string) => /^(generate|make-outputs)-/.test(name);
    const chunks = (await readdir(join(dist, "chunks"))).filter(generates);
    const loaded = await loadedWith([
      join(dist, "cli.js"),
      ...chunks.map((name) => join(dist, "chunks", name)),
    ]);
    assert.ok(loaded.size < 16, `${loaded.size} files`);
  });

  it("loads a handful of files where it is imported, and not Node's TLS", async () => {
    for (const entry of ["index", "notify/index", "objects/index"]) {
      const { size } = await loadedWith([join(project, "node_modules/oslo-rpc/dist", `${entry}.js`)]);
      assert.ok(size < 10, `${entry}: ${size} files`);
    }
    const program = 'await import("oslo-rpc"); console.log(process.moduleLoadList.join("\\n"))';
    const { stdout } = await inProject("node", "--input-type=module", "-e", program);
    assert.match(stdout, /^NativeModule net$/m);
    assert.doesNotMatch(stdout, /^NativeModule tls$/m);
  });

  it("is begun in an empty folder by what init writes and says, and by the README's tour", async () => {
    const own = join(folder, "own");
    // Without it npm would install into a folder above that has a package, as that of temporary files may have.
    await mkdir(join(own, "node_modules"), { recursive: true });
    const shell = (command: string) => run("sh", ["-c", command], { cwd: own, env: offline });
    const put = (file: string, text = "") => writeFile(join(own, file), text);
    /** Takes the packed packages where a command names them: they are not published yet. */
    const fromTarballs = (command: string) =>
      command.replace(/\boslo-(rpc|gen)\b/g, (name) => `"${tarballs[name as keyof typeof tarballs]}"`);
    const installation = codeBlocks("README.md", "sh").find((block) => block.includes("npm i oslo-rpc"));
    const [install, installGenerator, init] = (installation ?? "").trim().split("\n");
    assert.equal(install, "npm i oslo-rpc");
    assert.equal(installGenerator, "npm i -D oslo-gen");
    for (const command of [install, installGenerator]) await shell(fromTarballs(command));
    const begun = await shell(init ?? "");
    const commands = begun.stderr.split("\n").filter((line) => line.startsWith("  npm "));
    assert.ok(commands.length > 0, begun.stderr);
    for (const command of commands) await shell(command);
    await shell("npm test");

    const [definition] = codeBlocks("README.md", "json");
    const [endpoint, main] = codeBlocks("README.md", "ts");
    const [printed] = codeBlocks("README.md", "text");
    await put("schemas/my-service.json", definition);
    await shell("npx oslo-gen");
    const { stdout } = await shell("npx oslo-gen scaffold");
    assert.equal(stdout, "added to src/endpoints/my-service.ts: methodA\n");
    await put("src/endpoints/my-service.ts", endpoint?.replace(/^\/\/.*\n/, ""));
    assert.equal(
      (await shell("npx oslo-gen scaffold")).stdout,
      "src/endpoints/my-service.ts has every method\n",
    );

    // By its file: npx does not hand a signal on.
    const command = join(own, "node_modules", ".bin", "oslo-rpc");
    router = spawn(command, ["router", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
    assert.ok(router.stdout);
    const [line] = (await once(createInterface(router.stdout), "line")) as [string];
    const url = line.replace("Listening on ", "");
    await put("src/main.ts", main?.replace("amqp://127.0.0.1:5672", url));
    await shell("npm test");
    assert.equal((await shell("npx tsx src/main.ts")).stdout, printed);

    // As in an OpenStack deployment: the command finds the peer in a service's own file.
    await put("src/serve.ts", SERVING_PROGRAM);
    await put("service.conf", `[DEFAULT]\ntransport_url = ${url}\n`);
    const options = ["--import", "tsx", "src/serve.ts", url];
    server = spawn(process.execPath, options, { cwd: own, stdio: ["ignore", "pipe", "inherit"] });
    assert.ok(server.stdout);
    assert.equal((await once(createInterface(server.stdout), "line"))[0], "serving");
    const asked = await shell(
      "npx oslo-rpc call --config-file service.conf --schema schemas/my-service.json hello Ada",
    );
    assert.equal(asked.stdout, '"Hello, Ada"\n');
    assert.equal(
      (await shell(`npx oslo-rpc call --url ${url} my-service hello name=Ada`)).stdout,
      asked.stdout,
    );
  });

  it("has every entry point that package.json exports", async () => {
    const { exports } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      exports: Record<string, unknown>;
    };
    const modules = Object.keys(exports).filter((path) => !path.endsWith(".json"));
    assert.ok(modules.includes("./router"));
    const importOf = (path: string) => {
      const program = `const module = await import("oslo-rpc${path.slice(1)}"); console.log(Object.keys(module).length > 0)`;
      return inProject(process.execPath, "--input-type=module", "-e", program);
    };
    for (const path of modules) {
      // Its peer is optional, and not installed by itself.
      if (path === "./opentelemetry")
        await assert.rejects(importOf(path), /Cannot find package '@opentelemetry\/api'/);
      else assert.equal((await importOf(path)).stdout, `${path !== "./instrumentation"}\n`, path);
    }
  });

  it("is begun by the generator alone, which names the run time in the project it writes", async () => {
    const alone = join(folder, "alone");
    await mkdir(alone);
    const shell = (command: string) => run("sh", ["-c", command], { cwd: alone, env: offline });
    // As `npx oslo-gen init` does it, which takes the package from the registry.
    await shell(`npx --yes --package "${tarballs["oslo-gen"]}" oslo-gen init my-service`);
    const manifest = join(alone, "package.json");
    const written = JSON.parse(await readFile(manifest, "utf8")) as Record<string, Record<string, string>>;
    const { dependencies = {}, devDependencies = {} } = written;
    assert.deepEqual([Object.keys(dependencies), "oslo-gen" in devDependencies], [["oslo-rpc"], true]);
    // They are not published yet.
    dependencies["oslo-rpc"] = `file:${tarballs["oslo-rpc"]}`;
    devDependencies["oslo-gen"] = `file:${tarballs["oslo-gen"]}`;
    await writeFile(manifest, JSON.stringify(written));
    await shell("npm install && npm test");
    assert.equal((await shell("npx oslo-gen --check")).stderr, "");
  });

  it("has everything that the pages of all packages link to", async () => {
    for (const name of Object.keys(tarballs)) {
      const installed = join(project, "node_modules", name);
      const pages = (await readdir(installed, { recursive: true })).filter(
        (file) => file.endsWith(".md") && !file.includes("node_modules"),
      );
      assert.ok(pages.includes("README.md") && pages.includes("CHANGELOG.md"));
      assert.deepEqual(deadLinks(installed, pages), [], name);
    }
  });

  it("generates code that three compilers take, and that makes them find a user's mistakes", async () => {
    for (const [path, text] of definitionFiles()) await write(`compilers/${path}`, text);
    await write("compilers/usage.ts", usageProgram());
    const config = { ...strictOptions, include: ["generated", "usage.ts"] };
    await write("compilers/tsconfig.json", JSON.stringify(config));
    const cwd = join(project, "compilers");
    for (const command of ["generate", "scaffold"]) {
      await run(join(project, "node_modules/.bin/oslo-gen"), [command], { cwd });
    }
    // The methods of a new class do not use their parameters yet.
    const scaffolded = { noUnusedParameters: false, noEmit: true };
    await write(
      "compilers/tsconfig.endpoints.json",
      JSON.stringify({ extends: "./tsconfig.json", compilerOptions: scaffolded, include: ["src"] }),
    );
    const jobs = [
      ...COMPILERS.map((compiler) => [compiler, "tsconfig.json"]),
      ["typescript-7.0", "tsconfig.endpoints.json"],
    ];
    for (const [compiler = "", file = ""] of jobs) {
      const problems = await run(process.execPath, [compilerPath(compiler), "-p", file], { cwd }).then(
        () => "",
        (error: { stdout?: string }) => error.stdout ?? String(error),
      );
      assert.equal(problems, "", `${compiler} ${file}`);
    }
  });

  it("can be required by a program in CommonJS", async () => {
    await write("commonjs/package.json", JSON.stringify({ type: "commonjs", private: true }));
    await write("commonjs/schemas/my-service.json", definitionFiles().get("schemas/my-service.json") ?? "");
    await write("commonjs/main.ts", COMMONJS_PROGRAM);
    const options = {
      target: "ES2023",
      module: "NodeNext",
      types: ["node"],
      strict: true,
      rootDir: ".",
      outDir: "build",
    };
    await write(
      "commonjs/tsconfig.json",
      JSON.stringify({ compilerOptions: options, include: ["main.ts", "generated"] }),
    );
    const cwd = join(project, "commonjs");
    await run(join(project, "node_modules/.bin/oslo-gen"), [], { cwd });
    await run(process.execPath, [compilerPath("typescript"), "-p", "."], { cwd });
    assert.match(await readFile(join(cwd, "build/main.js"), "utf8"), /require\("oslo-rpc"\)/);
    const { stdout } = await run(process.execPath, ["build/main.js"], { cwd });
    assert.equal(stdout, '{"arg1":"a"} function\n');
    // Without `moduleResolution` this compiler looks for modules as before there were exports.
    const entries = entryPoints().map(
      ({ name }, index) => `import * as m${index} from "${name}"; void m${index};`,
    );
    await write(
      "commonjs/entries.ts",
      [...entries, 'import { lint } from "oslo-gen"; void lint;'].join("\n"),
    );
    const words = "--module commonjs --strict --noEmit --types node --target ES2023 --skipLibCheck".split(
      " ",
    );
    await run(process.execPath, [compilerPath("typescript-5.9"), ...words, "entries.ts"], { cwd });
  });
});

/** What is below a folder: the bytes of its files, and what they and the folders take on the disk, as `du` counts it. */
async function sizeOf(folder: string): Promise<{ readonly bytes: number; readonly onDisk: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let [bytes, onDisk] = [0, 0];
  for (const entry of entries) {
    const { size, blocks } = await lstat(join(entry.parentPath, entry.name));
    if (entry.isFile()) bytes += size;
    onDisk += blocks * 512;
  }
  return { bytes, onDisk };
}

/** Every flag that generated code must bear. */
const strictOptions = {
  compilerOptions: {
    target: "ES2023",
    module: "NodeNext",
    types: ["node"],
    rootDir: ".",
    outDir: "build",
    declaration: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    isolatedDeclarations: true,
    skipLibCheck: false,
  },
  include: ["src", "generated"],
};
