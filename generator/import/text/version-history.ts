/** A version of an interface, and what came with it. */
export interface HistoryEntry {
  readonly version: string;
  readonly text: string;
}

const ENTRY = /^\s*(?:[*•-]\s*)?(?:version\s+|v)?(\d+\.\d+|\.\.\.)\s*(?:[-–—:.)]+)?\s+(\S.*)$/i;
const ADDS = /\b(?:add(?:s|ed|ing)?|support(?:s|ed)?|new|introduc(?:e|es|ed)|creat(?:e|es|ed))\b/i;
const TAKES_AWAY =
  /\b(?:remov(?:e|es|ed)|delet(?:e|es|ed)|drop(?:s|ped)?|deprecat(?:e|es|ed)|renam(?:e|es|ed))\b/i;

/** The versions that a docstring or a comment lists. */
export function readHistory(text: string): HistoryEntry[] {
  const entries: { version: string; text: string }[] = [];
  let isOpen = false;
  for (const line of text.split("\n")) {
    const match = ENTRY.exec(line);
    const last = entries.at(-1);
    if (match !== null) {
      const version = match[1] === "..." ? last?.version : match[1];
      if (version !== undefined) entries.push({ version, text: match[2] ?? "" });
      isOpen = version !== undefined;
    } else if (line.trim() === "") isOpen = false;
    else if (isOpen && last !== undefined) last.text += ` ${line.trim()}`;
  }
  return entries;
}

/** A history's account of a method: the version it came with, and those of its parameters. */
export interface MethodHistory {
  readonly since?: string;
  readonly params: ReadonlyMap<string, string>;
}

/** Looks a method up in a history. Only entries of that major version count. */
export function historyOf(
  entries: readonly HistoryEntry[],
  major: string,
  method: string,
  params: readonly string[],
): MethodHistory {
  let since: string | undefined;
  const came = new Map<string, string>();
  if (entries.length === 0) return { params: came };
  const name = escapeWord(method);
  // As in "add x to build", where build itself is no news.
  const isChanged = new RegExp(
    `\\b(?:to|in|of|for|from|by)\\s+(?:the\\s+)?(?:[\\w.]+,\\s+)*(?:and\\s+)?\`*${name}\\b`,
  );
  const isNamed = new RegExp(`(?<![\\w-])${name}(?![\\w-])`);
  for (const { version, text } of entries) {
    if (!version.startsWith(`${major}.`) || !isNamed.test(text) || !ADDS.test(text)) continue;
    if (TAKES_AWAY.test(text)) continue;
    const named = params.filter((param) => new RegExp(`(?<!\\w)${escapeWord(param)}(?!\\w)`).test(text));
    if (isChanged.test(text)) for (const param of named) came.set(param, came.get(param) ?? version);
    else since ??= version;
  }
  return { ...(since === undefined ? {} : { since }), params: came };
}

/** The version that a field of an object came with; undefined where the history does not say that it was added. */
export function fieldVersion(
  entries: readonly HistoryEntry[],
  major: string,
  field: string,
): string | undefined {
  const name = escapeWord(field);
  // A method, or the parameter of one, may be called as a field.
  const added = new RegExp(
    `\\badd(?:s|ed|ing)?\\b[^.;()]*(?<![\\w-])${name}(?![\\w(-])(?! (?:arg|kwarg|param|method))`,
    "i",
  );
  const entry = entries.find(
    ({ version, text }) => version.startsWith(`${major}.`) && added.test(text) && !TAKES_AWAY.test(text),
  );
  return entry?.version;
}

function escapeWord(word: string): string {
  return word.replace(/[^\w]/g, "\\$&");
}
