import { keepChoice } from "./storage.js";

/** Lets the reader choose dark or light; without a choice the system decides. */
export function startThemeButton(button: HTMLElement): void {
  const { dataset } = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (dataset.theme === undefined ? system.matches : dataset.theme === "dark");
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    dataset.theme = isDark() ? "light" : "dark";
    keepChoice("theme", dataset.theme);
    show();
  });
  system.addEventListener("change", show);
  show();
}
