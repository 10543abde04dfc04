/**
 * The behaviour of every page: search (`?q=words` in the address begins one), the choice of dark or light, and
 * everything opened for the printer.
 */
export const SCRIPT = `
"use strict";
const root = document.documentElement;
const search = document.querySelector("#search");
const found = document.querySelector("#found");
const entries = [...document.querySelectorAll("[data-search]")];
const links = [...document.querySelectorAll("nav a")];
const filter = () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const shown = new Set();
  for (const entry of entries) {
    const matches = words.every((word) => entry.dataset.search.includes(word));
    entry.hidden = !matches;
    if (matches) shown.add("#" + entry.id);
  }
  for (const link of links) link.parentElement.hidden = !shown.has(link.getAttribute("href"));
  found.textContent = words.length === 0 ? "" : shown.size + " found";
};
search.addEventListener("input", filter);
search.value = new URLSearchParams(location.search).get("q") ?? "";
filter();
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
  if (event.key === "Escape" && document.activeElement === search) { search.value = ""; filter(); }
});
document.querySelector("#theme").addEventListener("click", () => {
  const now = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
});
addEventListener("beforeprint", () => {
  for (const detail of document.querySelectorAll("details")) detail.open = true;
});
`;
