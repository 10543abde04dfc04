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

/** All files below the current folder, with their texts. */
export function tree(): Record<string, string> {
  const files = readdirSync(".", { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(path).isFile(),
  );
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(path, "utf8")]));
}
