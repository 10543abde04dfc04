import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { headingAnchor } from "../../scripts/heading-anchor.js";

const LINK = /\]\(([^)\s]+)\)/g;
const HEADING = /^#{1,6} +(.*?) *#*$/gm;
const CODE_BLOCK = /^(?:```|~~~)[\s\S]*?^(?:```|~~~)$/gm;

/**
 * The links of pages that lead nowhere: to a file that is not there, to a heading that the page has not, or out of
 * the folder. Links to other places of the web are not followed.
 *
 * @param folder what the pages are part of
 * @param pages paths from the folder
 * @returns each as `page: link`
 */
export function deadLinks(folder: string, pages: Iterable<string>): readonly string[] {
  const dead: string[] = [];
  for (const page of pages) {
    for (const [, link = ""] of textOf(join(folder, page)).matchAll(LINK)) {
      if (!/^[a-z]+:/.test(link) && !isAlive(folder, page, link)) dead.push(`${page}: ${link}`);
    }
  }
  return dead;
}

function isAlive(folder: string, page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#", 2);
  const target = path === "" ? join(folder, page) : join(folder, dirname(page), path);
  if (relative(folder, target).startsWith("..") || !existsSync(target)) return false;
  return anchor === undefined || anchorsOf(textOf(target)).has(anchor);
}

/** What stands in code blocks is no link and no heading. */
function textOf(file: string): string {
  return readFileSync(file, "utf8").replace(CODE_BLOCK, "");
}

/** The names that forges and npm give to the headings of a page. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of text.matchAll(HEADING)) {
    const name = headingAnchor(heading);
    let number = 0;
    while (anchors.has(number === 0 ? name : `${name}-${number}`)) number += 1;
    anchors.add(number === 0 ? name : `${name}-${number}`);
  }
  return anchors;
}
