import { posix } from "node:path";

const LINK = /(?<=\]\()[^)\s]+(?=\))/g;
/** Blocks of code and code in a line: what stands there is no link. */
const CODE = /^(```|~~~)[\s\S]*?^\1$|(`+)[^`][\s\S]*?\2(?!`)/gm;

/** Where links of a page lead. */
export interface LinkTargets {
  /** The place in the site of a file of the repository, or undefined when it has none. */
  placeOf(file: string): string | undefined;
  /** The address of a file that the site does not have. */
  addressOf(file: string): string;
}

/**
 * A page of the repository as the site has it: its links lead to the site's pages, those to other files of the
 * repository to the forge.
 *
 * @param text Markdown
 * @param file the page's path from the repository's root
 */
export function withSiteLinks(text: string, file: string, targets: LinkTargets): string {
  const own = targets.placeOf(file) ?? file;
  const rewrite = (words: string): string =>
    words.replace(LINK, (link) => {
      const [path = "", anchor] = link.split("#", 2);
      if (path === "" || /^[a-z]+:/.test(link)) return link;
      const target = posix.join(posix.dirname(file), path);
      const place = targets.placeOf(target);
      if (place === undefined) return targets.addressOf(target);
      // Pictures are in the folder of what is served as it is.
      if (!place.endsWith(".md")) return `/${place}`;
      const relative = posix.relative(posix.dirname(own), place);
      const address = relative.startsWith(".") ? relative : `./${relative}`;
      return anchor === undefined ? address : `${address}#${anchor}`;
    });
  let rewritten = "";
  let end = 0;
  for (const { 0: code, index } of text.matchAll(CODE)) {
    rewritten += rewrite(text.slice(end, index)) + code;
    end = index + code.length;
  }
  return rewritten + rewrite(text.slice(end));
}
