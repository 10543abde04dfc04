import { readEntries } from "./entries.js";
import { type Hit, makeIndex, type SearchIndex, search, wordsOf } from "./rank.js";

/** Most results that are shown; who sees none of these writes another letter. */
const MOST_SHOWN = 50;

/** The elements of a page that the search works on. */
export interface SearchElements {
  readonly input: HTMLInputElement;
  readonly results: HTMLElement;
  /** All that gives way to the results. */
  readonly page: HTMLElement;
  readonly navigation: HTMLElement;
}

/**
 * Shows what fits a query in place of the page, best first, and in the navigation nothing else. `?q=words` in the
 * address begins a search.
 */
export function startSearch(elements: SearchElements): void {
  const { input, results } = elements;
  let index: SearchIndex | undefined;
  const prepared = () => {
    index ??= makeIndex(readEntries(elements.page));
    return index;
  };
  const update = () => {
    const isOn = wordsOf(input.value).length > 0;
    const hits = isOn ? search(prepared(), input.value) : [];
    showResults(elements, isOn, hits, wordsOf(input.value));
    filterNavigation(elements.navigation, isOn ? new Set(hits.map(({ entry }) => entry.place)) : undefined);
  };
  const clear = () => {
    if (input.value === "") return;
    input.value = "";
    update();
  };
  // A page of a thousand methods is read in less time than a hand takes from one key to the next.
  input.addEventListener("focus", prepared);
  input.addEventListener("input", update);
  // Where a link leads has to be there before the browser goes.
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("a[href^='#']") !== null) clear();
  });
  addEventListener("hashchange", clear);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const active = document.activeElement;
    if (event.key === "/" && !(active instanceof HTMLInputElement)) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (event.key === "Escape" && !results.hidden) {
      clear();
      input.focus();
    } else if (event.key === "Enter" && active === input) {
      results.querySelector("a")?.click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      moveFocus(event, elements, event.key === "ArrowDown" ? 1 : -1);
    }
  });
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  if (input.value !== "") update();
}

function moveFocus(event: KeyboardEvent, { input, results }: SearchElements, step: 1 | -1): void {
  const stops: HTMLElement[] = [input, ...results.querySelectorAll("a")];
  const at = stops.findIndex((stop) => stop.matches(":focus"));
  if (results.hidden || at === -1) return;
  event.preventDefault();
  stops[Math.min(Math.max(at + step, 0), stops.length - 1)]?.focus();
}

function showResults(
  { results, page }: SearchElements,
  isOn: boolean,
  hits: readonly Hit[],
  words: readonly string[],
): void {
  results.hidden = !isOn;
  page.hidden = isOn;
  const heading = element("h1", {});
  heading.textContent = "Search";
  const status = element("p", { role: "status" });
  status.textContent = countText(hits.length);
  const list = element("ol", {});
  list.append(...hits.slice(0, MOST_SHOWN).map((hit) => resultItem(hit, words)));
  results.replaceChildren(heading, status, list);
  if (isOn) scrollTo({ top: 0 });
}

function countText(count: number): string {
  if (count === 0) return "Nothing found";
  const found = `${count} found`;
  return count > MOST_SHOWN ? `${found}, the best ${MOST_SHOWN} are here` : found;
}

function resultItem({ entry, excerpt }: Hit, words: readonly string[]): HTMLElement {
  const item = element("li", {});
  const link = element("a", { href: entry.address });
  const name = element("code", {});
  name.append(...marked(entry.name, words));
  link.append(name);
  const kind = element("span", { class: "badge" });
  kind.textContent = entry.kind;
  item.append(link, " ", kind);
  if (excerpt !== "") {
    const line = element("p", {});
    line.append(...marked(excerpt, words));
    item.append(line);
  }
  return item;
}

/** The text with each of the words in an element of its own. */
function marked(text: string, words: readonly string[]): (string | HTMLElement)[] {
  const pattern = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|");
  return text.split(new RegExp(`(${pattern})`, "i")).map((part, index) => {
    if (index % 2 === 0) return part;
    const mark = element("mark", {});
    mark.textContent = part;
    return mark;
  });
}

/** Hides what leads to none of the places, and headings that nothing is left below. */
function filterNavigation(navigation: HTMLElement, shown: ReadonlySet<string> | undefined): void {
  for (const group of navigation.querySelectorAll("details")) {
    const items = [...group.querySelectorAll("li")];
    for (const item of items) {
      const place = item.querySelector("a")?.hash.slice(1) ?? "";
      item.hidden = shown !== undefined && !shown.has(place);
    }
    const left = items.filter((item) => !item.hidden).length;
    const count = group.querySelector(".count");
    if (count !== null) count.textContent = String(left);
    group.hidden = left === 0;
  }
}

function element(name: string, attributes: Readonly<Record<string, string>>): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
