import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

const TAG = /<(\w+)\b[^>]*?\s(?:href|src)="([^"]*)"/g;
const ID = /\sid="([^"]*)"/g;
/** Files that a style sheet asks for. */
const URL_OF_STYLE = /url\(["']?([^"')]+)/g;

/**
 * The mistakes in a site that is built: links to pages or headings that are not there, and what a browser would
 * get from another host.
 *
 * @param folder where the site is
 * @param base the path of its root on its host, with a slash at both ends
 * @returns each as `page: link`
 */
export function problemsOf(folder: string, base: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const pages = new Map(
    files
      .filter((file) => file.endsWith(".html"))
      .map((file) => [file, readFileSync(join(folder, file), "utf8")]),
  );
  const ids = new Map(
    [...pages].map(([page, text]) => [page, new Set([...text.matchAll(ID)].map(([, id = ""]) => id))]),
  );
  const problems = new Set<string>();
  for (const [page, text] of pages) {
    for (const [, tag, link = ""] of text.matchAll(TAG)) {
      const isElsewhere = /^(?:[a-z]+:)?\/\//.test(link);
      const isFine = isElsewhere ? tag === "a" : isAlive(folder, page, decodeURI(link), base, ids);
      if (!isFine) problems.add(`${page}: ${link}`);
    }
  }
  for (const file of files.filter((name) => name.endsWith(".css"))) {
    for (const [, link = ""] of readFileSync(join(folder, file), "utf8").matchAll(URL_OF_STYLE)) {
      if (/^(?:[a-z]+:)?\/\//.test(link)) problems.add(`${file}: ${link}`);
    }
  }
  return [...problems];
}

function isAlive(
  folder: string,
  page: string,
  link: string,
  base: string,
  ids: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  if (/^(?:data|mailto):/.test(link)) return true;
  const [path = "", anchor = ""] = link.split("#", 2);
  if (path.startsWith("/") && !path.startsWith(base)) return false;
  const target = path.startsWith("/") ? path.slice(base.length) : posix.join(posix.dirname(page), path);
  const file = path === "" ? page : target === "" || target.endsWith("/") ? `${target}index.html` : target;
  if (!existsSync(join(folder, file))) return false;
  return anchor === "" || ids.get(file)?.has(anchor) === true;
}
