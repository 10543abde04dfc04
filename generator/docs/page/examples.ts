import { keepChoice, readChoice } from "./storage.js";

/** Time that a button says for that it has copied, in milliseconds. */
const COPIED_MS = 1500;

/** Makes tabs of examples that say the same in several languages, and gives each a button that copies it. */
export function startExamples(page: HTMLElement): void {
  const groups = [...page.querySelectorAll<HTMLElement>(".example")].map((example, index) =>
    tabsOf(example, index),
  );
  const choose = (language: string) => {
    for (const select of groups) select(language);
  };
  choose(readChoice("language") ?? "ts");
  page.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button?.role === "tab") choosing(button, choose);
    else if (button?.className === "copy") void copy(button);
  });
  page.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const tab = document.activeElement;
    if (step === undefined || !(tab instanceof HTMLElement) || tab.role !== "tab") return;
    const tabs = [...(tab.parentElement?.querySelectorAll<HTMLElement>("[role=tab]") ?? [])];
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    event.preventDefault();
    if (next !== undefined) choosing(next, choose);
    next?.focus();
  });
}

/** Changes the language of all examples, and keeps in place what the reader looks at. */
function choosing(tab: HTMLElement, choose: (language: string) => void): void {
  const language = tab.dataset.tab ?? "";
  const { top } = tab.getBoundingClientRect();
  choose(language);
  scrollBy({ top: tab.getBoundingClientRect().top - top, behavior: "instant" });
  keepChoice("language", language);
}

/** Returns what shows a language, or the first where there is no example in it. */
function tabsOf(example: HTMLElement, index: number): (language: string) => void {
  const blocks = [...example.querySelectorAll<HTMLElement>("[data-language]")];
  for (const block of blocks) block.append(copyButton());
  if (blocks.length < 2) return () => {};
  const list = document.createElement("div");
  list.role = "tablist";
  list.ariaLabel = "Language";
  const tabs = blocks.map((block, at) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.role = "tab";
    tab.id = `tab-${index}-${at}`;
    tab.dataset.tab = block.dataset.language ?? "";
    tab.textContent = block.querySelector(".caption")?.textContent ?? "";
    block.id = `panel-${index}-${at}`;
    tab.setAttribute("aria-controls", block.id);
    block.setAttribute("role", "tabpanel");
    block.setAttribute("aria-labelledby", tab.id);
    return tab;
  });
  list.append(...tabs);
  example.querySelector("h4")?.after(list);
  example.classList.add("tabbed");
  return (language) => {
    const found = blocks.findIndex((block) => block.dataset.language === language);
    const chosen = Math.max(found, 0);
    for (const [at, block] of blocks.entries()) {
      block.hidden = at !== chosen;
      const tab = tabs[at];
      if (tab === undefined) continue;
      tab.ariaSelected = String(at === chosen);
      tab.tabIndex = at === chosen ? 0 : -1;
    }
  };
}

function copyButton(): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  return button;
}

async function copy(button: HTMLElement): Promise<void> {
  const code = button.parentElement?.querySelector("code");
  if (code === null || code === undefined) return;
  const isCopied = await copyText(code);
  button.textContent = isCopied ? "Copied" : "Press Ctrl+C";
  setTimeout(() => {
    button.textContent = "Copy";
  }, COPIED_MS);
}

/** Selects the text where the browser does not let a page copy. */
async function copyText(code: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return false;
  }
}
