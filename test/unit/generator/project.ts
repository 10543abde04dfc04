import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import type { Command } from "commander";
import { createProgram } from "../../../generator/program.js";
import { errorLines, exitCodeOf } from "../../../src/terminal/error-lines.js";

/** The smallest definition there is. */
export const SMALLEST = { service: "Small", topic: "t", version: "1.0", methods: { ping: {} } };

const folder = realpathSync(mkdtempSync(join(tmpdir(), "project-")));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Makes a folder with those files the current one. */
export function enterProject(files: Readonly<Record<string, unknown>>): void {
  const home = mkdtempSync(join(folder, "p-"));
  process.chdir(home);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  }
}

/** What a command line printed and how it ended. */
export interface Outcome {
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  readonly exitCode: number;
}

/** Runs oslo-gen in the current folder. */
export async function oslogen(...words: readonly string[]): Promise<Outcome> {
  const lines: string[] = [];
  const program = createProgram((line) => lines.push(line));
  quiet(program);
  try {
    await program.parseAsync(words, { from: "user" });
    return { lines, errors: [], exitCode: 0 };
  } catch (error) {
    return { lines, errors: errorLines(error, false), exitCode: exitCodeOf(error) };
  }
}

function quiet(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {}, writeErr: () => {} });
  for (const child of command.commands) quiet(child);
}

/** All files below the current folder, with their texts. */
export function tree(): Record<string, string> {
  const files = readdirSync(".", { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(path).isFile(),
  );
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(path, "utf8")]));
}
