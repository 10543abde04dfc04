import { execFileSync } from "node:child_process";
import { enterProject } from "../../unit/generator/project.js";

/** Runs git in the current folder. */
export function git(...words: readonly string[]): void {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, ...words], { stdio: "ignore" });
}

/** Makes the current folder a repository with all that is in it. */
export function commitAll(): void {
  git("init", "-q");
  git("add", ".");
  git("commit", "-q", "-m", "first");
}

/** Makes a repository of those files, with one commit that has the tag v1. */
export function enterRepository(files: Readonly<Record<string, unknown>>): void {
  enterProject(files);
  commitAll();
  git("tag", "v1");
}
