const PREFIX = "oslo-gen-";

/** A choice of the reader from an earlier visit; null when there is none, or when the browser keeps nothing. */
export function readChoice(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Keeps a choice for all pages of this place, where the browser lets it. */
export function keepChoice(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // It counts for this page only.
  }
}
