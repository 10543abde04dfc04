const KEY = "oslo-rpc-console-theme";

/** The two sets of colours. */
export type Theme = "dark" | "light";

/** The theme that is shown: the reader's choice, or the system's. */
export function currentTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  if (theme === "dark" || theme === "light") return theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Shows the choice of an earlier visit. */
export function restoreTheme(): void {
  const kept = kindly(() => localStorage.getItem(KEY));
  if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
}

/** Shows the other theme, now and in later visits. */
export function toggleTheme(): void {
  const next = currentTheme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  kindly(() => localStorage.setItem(KEY, next));
}

/** What a browser that keeps nothing refuses counts for this page only. */
function kindly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
