import { execFileSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { UsageError } from "../../src/terminal/usage-error.js";

/** Definitions are small; what is larger was named by mistake. */
const MAX_BYTES = 17 * 1024 * 1024;

/** The files of a git repository as they were at one commit. */
export class GitFiles {
  readonly #top: string;
  readonly #commit: string;

  private constructor(top: string, commit: string) {
    this.#top = top;
    this.#commit = commit;
  }

  /**
   * @param ref anything git knows a commit by
   * @param folder a folder of the repository
   * @throws {UsageError} it is in no repository, or the repository has no such commit.
   */
  static open(ref: string, folder: string): GitFiles {
    const top = git(folder, ["rev-parse", "--show-toplevel"]);
    if (top === undefined) {
      throw new UsageError(`--against ${ref}: there is no such file, and ${folder} is in no git repository`);
    }
    const commit = git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
    if (commit === undefined)
      throw new UsageError(`--against ${ref}: there is no such file and no such git ref`);
    return new GitFiles(top.trim(), commit.trim());
  }

  /** The path of a file inside the repository; undefined when it is outside. The file may be gone. */
  pathOf(file: string): string | undefined {
    const around = dirname(file);
    const folder = relative(this.#top, existsSync(around) ? realpathSync(around) : resolve(around));
    if (folder === ".." || folder.startsWith(`..${sep}`)) return undefined;
    return join(folder, basename(file)).split(sep).join("/");
  }

  /** The path of a file of the repository as seen from the current folder. */
  fromHere(path: string): string {
    return relative(realpathSync("."), join(this.#top, path));
  }

  /** The paths of the files that were below a folder, inside the repository. */
  below(folder: string): string[] {
    const path = this.pathOf(folder);
    const listed =
      path && git(this.#top, ["ls-tree", "-r", "-z", "--name-only", this.#commit, "--", `${path}/`]);
    return (listed ?? "").split("\0").filter((name) => name !== "");
  }

  /** The text of a file at the commit; undefined when it was not there. */
  read(path: string): string | undefined {
    return git(this.#top, ["cat-file", "blob", `${this.#commit}:${path}`]);
  }
}

/** What git prints; undefined when it fails. No shell takes part, so that a name is only ever a name. */
function git(folder: string, words: readonly string[]): string | undefined {
  try {
    return execFileSync("git", ["-C", folder, ...words], {
      encoding: "utf8",
      maxBuffer: MAX_BYTES,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new UsageError("--against a git ref needs git, which is not installed");
    }
    return undefined;
  }
}
