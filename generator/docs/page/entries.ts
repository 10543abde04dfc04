import type { SearchEntry } from "./rank.js";

const LONGEST_SUMMARY = 160;

/** Reads from the page itself what there is to find: nothing stands in it twice. */
export function readEntries(root: ParentNode): SearchEntry[] {
  return [...root.querySelectorAll<HTMLElement>("[data-kind]")].map((element) => {
    const link = element.querySelector<HTMLAnchorElement>("a.name");
    // A service has its methods inside it, which are entries of their own.
    const own = (selector: string) =>
      [...element.querySelectorAll<HTMLElement>(selector)]
        .filter((part) => part.closest("[data-kind]") === element)
        .map((part) => part.textContent.trim());
    const kind = element.dataset.kind ?? "";
    return {
      kind,
      address: link?.getAttribute("href") ?? "",
      place: element.closest("section[id]")?.id ?? "",
      name: link?.textContent ?? "",
      members: own(".members .name"),
      types: own(".type"),
      summary: oneLine(own(":scope > .description, .text > .description").slice(0, 1)).slice(
        0,
        LONGEST_SUMMARY,
      ),
      text: oneLine(own(`.description, .limits, .badge, dd${kind === "type" ? ", pre" : ""}`)),
    };
  });
}

function oneLine(texts: readonly string[]): string {
  return texts.join(" ").replace(/\s+/g, " ");
}
