import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { join, posix, relative, resolve, sep } from "node:path";
import { getOrInsert } from "../../src/collections/get-or-insert.js";
import { UnreadableFile } from "../../src/definition/read-document.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { foldersAround } from "../project/folders.js";

/** Definitions are small; what is larger was named by mistake. */
const MAX_BYTES = 17 * 1024 * 1024;
const SHALLOW =
  "; this clone is shallow: fetch what is missing (git fetch --unshallow --tags, or fetch-depth: 0 in CI)";
const LINK_MODE = "120000";
/** More of them one after the other lead in a circle. */
const MOST_LINKS = 40;
const OBJECT_ID = /^[0-9a-f]{40,64}$/;

/** The file that git has at a path, links inside the repository followed. */
interface Found {
  readonly id: string;
  readonly type: string;
  readonly content: Buffer;
}

/** The files of a git repository as they were at one commit. */
export class GitFiles {
  /** The name that `--against` gives the commit. */
  readonly ref: string;
  /** The folder of the repository, by the way that leads there from the current folder. */
  readonly #top: string;
  readonly #commit: string;
  /** The files that were found already: many definitions may refer to one file. */
  readonly #known = new Map<string, Found | undefined>();
  readonly #knownLinks = new Map<string, ReadonlyMap<string, string>>();

  private constructor(ref: string, top: string, commit: string) {
    this.ref = ref;
    this.#top = top;
    this.#commit = commit;
  }

  /**
   * @param ref anything git knows a commit by
   * @param folder a folder of the repository
   * @throws {UsageError} it is in no repository, or the repository has no such commit.
   */
  static open(ref: string, folder: string): GitFiles {
    const real = text(git(folder, ["rev-parse", "--show-toplevel"]));
    if (real === undefined) {
      throw new UsageError(`--against ${ref}: there is no such file, and ${folder} is in no git repository`);
    }
    // What leads into it by a link of its own has no place there.
    const top = foldersAround(resolve(folder)).find((path) => realpathSync(path) === realpathSync(real));
    if (top === undefined) {
      throw new UsageError(
        `${folder} leads by a link into the git repository ${real}; name the definition by its place there`,
      );
    }
    const words = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
    const commit = text(git(folder, words));
    if (commit === undefined) {
      const isShallow = text(git(folder, ["rev-parse", "--is-shallow-repository"])) === "true";
      throw new UsageError(
        `--against ${ref}: there is no such file and no such git ref${isShallow ? SHALLOW : ""}`,
      );
    }
    return new GitFiles(ref, top, commit);
  }

  /** The path of a file as seen from the top of the repository, which it need not be below of. */
  pathOf(file: string): string {
    return relative(this.#top, resolve(file)).split(sep).join("/");
  }

  /** The path of a file of the repository as seen from the current folder. */
  fromHere(path: string): string {
    return relative("", join(this.#top, path));
  }

  /** The paths of the files that were below a folder, inside the repository. Links to folders are followed. */
  below(folder: string): string[] {
    return this.#list(this.pathOf(folder), new Set());
  }

  /** True when there was something at the path. */
  has(path: string): boolean {
    return this.#find(path) !== undefined;
  }

  /**
   * The content of a file at the commit. Links inside the repository are followed, as at the commit.
   *
   * @throws {UnreadableFile} there was no such file, or git cannot show it.
   */
  read(path: string): Uint8Array {
    const found = this.#find(path);
    if (found === undefined) throw new UnreadableFile("no such file");
    if (found.type !== "blob") throw new UnreadableFile(`is no file but a ${found.type}`);
    return found.content;
  }

  /** The path of a file at the commit, links inside the repository followed; as it is where that leads out of it. */
  realPath(path: string): string {
    const parts = path.split(sep).join("/").split("/");
    let real = "";
    for (let links = 0; parts.length > 0 && links < MOST_LINKS; ) {
      real = posix.join(real, parts.shift() ?? "");
      const target = real === "" || real.startsWith("..") ? undefined : this.#linkAt(real);
      if (target === undefined) continue;
      if (target.startsWith("/")) return path;
      links += 1;
      real = posix.dirname(real);
      parts.unshift(...target.split("/"));
    }
    return parts.length > 0 ? path : real;
  }

  /** Where the link at a path leads, at the commit; undefined when there is none. */
  #linkAt(path: string): string | undefined {
    const id = this.#linksIn(posix.dirname(path)).get(posix.basename(path));
    return id === undefined ? undefined : text(git(this.#top, ["cat-file", "blob", id]));
  }

  /** The ids of the links in a folder by their names, at the commit. */
  #linksIn(folder: string): ReadonlyMap<string, string> {
    return getOrInsert(this.#knownLinks, folder, () => {
      const tree = `${this.#commit}:${folder === "." ? "" : folder}`;
      const listed = text(git(this.#top, ["ls-tree", "-z", tree])) ?? "";
      const links = listed.split("\0").filter((line) => line.startsWith(LINK_MODE));
      return new Map(
        links.map((line) => {
          const tab = line.indexOf("\t");
          return [line.slice(tab + 1), line.slice(0, tab).split(" ").at(-1) ?? ""];
        }),
      );
    });
  }

  #list(path: string, seen: Set<string>): string[] {
    const found = this.#find(path);
    if (found?.type !== "tree" || seen.has(found.id)) return [];
    seen.add(found.id);
    const listed = text(git(this.#top, ["ls-tree", "-r", "-z", found.id])) ?? "";
    return listed.split("\0").flatMap((line) => {
      if (line === "") return [];
      const inside = `${path}/${line.slice(line.indexOf("\t") + 1)}`;
      return line.startsWith(LINK_MODE) ? [inside, ...this.#list(inside, seen)] : [inside];
    });
  }

  /** The file at a path; undefined when there is none. */
  #find(path: string): Found | undefined {
    const normal = path.split(sep).join("/");
    return getOrInsert(this.#known, normal, () => this.#ask(normal));
  }

  #ask(normal: string): Found | undefined {
    if (normal.startsWith("../")) {
      throw new UnreadableFile(`is outside of the git repository, which cannot tell ${this.#what()}`);
    }
    if (normal.includes("\n")) return undefined;
    const object = `${this.#commit}:${normal}`;
    const answer = git(this.#top, ["cat-file", "--batch", "--follow-symlinks"], `${object}\n`);
    if (answer === undefined) throw new UnreadableFile("cannot be read by git; try: git cat-file -p");
    const end = answer.indexOf("\n");
    const [word = "", type = ""] = answer.toString("utf8", 0, end).split(" ");
    if (OBJECT_ID.test(word)) return { id: word, type, content: answer.subarray(end + 1, -1) };
    if (word === "symlink") {
      throw new UnreadableFile(
        `is a link that leads out of the git repository, which cannot tell ${this.#what()}`,
      );
    }
    if (word === "dangling" || word === "loop") throw new UnreadableFile("is a link that leads nowhere");
    if (git(this.#top, ["rev-parse", "--verify", "--quiet", object]) === undefined) return undefined;
    throw new UnreadableFile("is not in this clone; fetch it first");
  }

  #what(): string {
    return `what it held at ${this.ref}; compare with a file (--against FILE)`;
  }
}

function text(answer: Buffer | undefined): string | undefined {
  return answer?.toString("utf8").replace(/\r?\n$/, "");
}

/** The output of git; undefined when it fails. No shell takes part, so that a name is only ever a name. */
function git(folder: string, words: readonly string[], input = ""): Buffer | undefined {
  // A hook of git names its own repository in these; the one that counts here is that around the definition.
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, ...env } = process.env;
  try {
    return execFileSync("git", ["-C", folder, ...words], {
      env,
      input,
      maxBuffer: MAX_BYTES,
      stdio: ["pipe", "pipe", "ignore"],
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") throw new UsageError("--against a git ref needs git, which is not installed");
    if (code === "ENOBUFS") throw new UnreadableFile("is larger than 16 MiB; expected a service definition");
    return undefined;
  }
}
