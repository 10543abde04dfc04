import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";

/** What a command printed and how it ended. */
export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** A project in a temporary folder, which goes when the tests are done. */
export interface TestProject {
  readonly folder: string;
  /** Runs a command there to its end, whatever that is. */
  run(command: string, ...words: readonly string[]): Run;
  write(path: string, content: unknown): void;
}

/** Makes a project of files by path: texts, or JSON. */
export function makeProject(name: string, files: Readonly<Record<string, unknown>>): TestProject {
  const folder = mkdtempSync(join(tmpdir(), `oslo-rpc-${name}-`));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const project: TestProject = {
    folder,
    run: (command, ...words) => {
      // A program of the project is none of these tests, and runs its own.
      const { NODE_TEST_CONTEXT: _, ...env } = process.env;
      const options = { cwd: folder, env, encoding: "utf8", maxBuffer: 1 << 28, timeout: 300_000 } as const;
      const { stdout, stderr, status } = spawnSync(command, words, options);
      return { stdout, stderr, status };
    },
    write: (path, content) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
      writeFileSync(join(folder, path), text);
    },
  };
  for (const [path, content] of Object.entries(files)) project.write(path, content);
  return project;
}
