/** Something that a search may find. */
export interface SearchEntry {
  readonly kind: string;
  readonly address: string;
  /** The id of the section that it stands in, which the navigation leads to. */
  readonly place: string;
  readonly name: string;
  /** Names of parameters and members. */
  readonly members: readonly string[];
  readonly types: readonly string[];
  /** The beginning of its description. */
  readonly summary: string;
  /** Descriptions and all else that is said of it. */
  readonly text: string;
}

/** An entry that has all words of a query. */
export interface Hit {
  readonly entry: SearchEntry;
  /** The part of what is said of it in which a word stands that the name does not have; its summary without one. */
  readonly excerpt: string;
}

/** Entries that were made ready for any number of queries. */
export type SearchIndex = readonly Prepared[];

interface Prepared {
  readonly entry: SearchEntry;
  readonly name: string;
  /** The name without what separates its words. */
  readonly joined: string;
  readonly members: readonly string[];
  readonly types: readonly string[];
  readonly text: string;
}

interface Match {
  readonly score: number;
  readonly excerpt?: string;
}

/** A match is worth so much by where it stands: all of it, the beginning of one of its words, somewhere. */
const WORTH = {
  name: [1000, 400, 200],
  member: [120, 60, 30],
  type: [100, 50, 25],
  text: [12, 12, 6],
} as const;

/** Letters of the text around what was found in it. */
const AROUND = 60;

/** Makes entries ready to be searched. */
export function makeIndex(entries: readonly SearchEntry[]): SearchIndex {
  return entries.map((entry) => ({
    entry,
    name: entry.name.toLowerCase(),
    joined: joined(entry.name),
    members: entry.members.map((name) => name.toLowerCase()),
    types: entry.types.map((name) => name.toLowerCase()),
    text: entry.text.toLowerCase(),
  }));
}

/** The words of a query. */
export function wordsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/** The entries that have every word of the query, best first; all of them for an empty one. */
export function search(index: SearchIndex, query: string): Hit[] {
  const words = wordsOf(query);
  const whole = joined(query);
  const scored = index.flatMap((prepared) => {
    const matches: Match[] = [];
    for (const word of words) {
      const match = best(prepared, word);
      if (match === undefined) return [];
      matches.push(match);
    }
    const sum = matches.reduce((total, { score }) => total + score, 0);
    const excerpts = matches.flatMap((match) => match.excerpt ?? []);
    const { entry } = prepared;
    return [
      { hit: { entry, excerpt: excerpts[0] ?? entry.summary }, score: sum + wholeWorth(prepared, whole) },
    ];
  });
  return scored
    .sort((a, b) => b.score - a.score || a.hit.entry.name.length - b.hit.entry.name.length)
    .map(({ hit }) => hit);
}

/** Several words that are the name together count as the name. */
function wholeWorth(prepared: Prepared, whole: string): number {
  if (whole === "" || !prepared.joined.startsWith(whole)) return 0;
  return prepared.joined === whole ? WORTH.name[0] : WORTH.name[1];
}

function best(
  { entry, name, joined: plain, members, types, text }: Prepared,
  word: string,
): Match | undefined {
  const inName = worth(name, entry.name, word, WORTH.name);
  if (inName > 0) return { score: inName };
  if (plain.includes(joined(word)) && joined(word) !== "") return { score: WORTH.name[2] };
  const found = [
    listMatch(members, entry.members, word, WORTH.member),
    listMatch(types, entry.types, word, WORTH.type),
  ].filter((match) => match !== undefined);
  const [first, second] = found;
  if (first !== undefined) {
    const { score, excerpt } = second !== undefined && second.score > first.score ? second : first;
    return { score, excerpt: `${excerpt} · ${entry.summary}` };
  }
  const score = worth(text, entry.text, word, WORTH.text);
  return score === 0 ? undefined : { score, excerpt: around(entry.text, text.indexOf(word)) };
}

function listMatch(
  lowered: readonly string[],
  shown: readonly string[],
  word: string,
  worths: readonly [number, number, number],
): Match | undefined {
  let match: Match | undefined;
  for (const [index, text] of lowered.entries()) {
    const excerpt = shown[index] ?? "";
    const score = worth(text, excerpt, word, worths);
    if (score > (match?.score ?? 0)) match = { score, excerpt };
  }
  return match;
}

/** Zero when the word is not there. */
function worth(
  lowered: string,
  shown: string,
  word: string,
  [whole, start, inside]: readonly [number, number, number],
): number {
  if (lowered === word) return whole;
  let score = 0;
  for (let at = lowered.indexOf(word); at !== -1; at = lowered.indexOf(word, at + 1)) {
    if (isWordStart(shown, at)) return start;
    score = inside;
  }
  return score;
}

function isWordStart(text: string, at: number): boolean {
  const before = text[at - 1] ?? " ";
  return !/[\p{L}\p{N}]/u.test(before) || (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(text[at] ?? ""));
}

function around(text: string, at: number): string {
  const start = at <= AROUND ? 0 : Math.min(text.indexOf(" ", at - AROUND) + 1, at);
  const part = text.slice(start, at + 2 * AROUND);
  return `${start > 0 ? "…" : ""}${part}${start + part.length < text.length ? "…" : ""}`;
}

function joined(text: string): string {
  return text.toLowerCase().replace(/[\s_.-]+/g, "");
}
