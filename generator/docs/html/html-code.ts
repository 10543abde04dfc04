import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";
import { parser as javascript } from "@lezer/javascript";
import { parser as python } from "@lezer/python";
import { Html, html } from "./html.js";
import type { Links } from "./page-links.js";

/** Names of classes in the style sheet. */
const HIGHLIGHTER = tagHighlighter([
  { tag: [tags.keyword, tags.modifier, tags.self], class: "k" },
  { tag: [tags.string, tags.special(tags.string), tags.escape, tags.regexp], class: "s" },
  { tag: [tags.number, tags.bool, tags.null], class: "n" },
  { tag: tags.comment, class: "c" },
  { tag: [tags.typeName, tags.className], class: "t" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: "f" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: "p" },
]);

/** Classes of tokens whose text is a value and names nothing. */
const VALUES: ReadonlySet<string> = new Set(["s", "c"]);

const TYPESCRIPT = javascript.configure({ dialect: "ts" });
const JSON_VALUE = javascript.configure({ top: "SingleExpression" });

/** A language, and what has to stand around a piece of code that is no program by itself. */
interface Grammar {
  readonly parser: Pick<typeof python, "parse">;
  readonly before?: string;
  readonly after?: string;
}

const GRAMMARS: ReadonlyMap<string, Grammar> = new Map<string, Grammar>([
  ["ts", { parser: TYPESCRIPT }],
  ["type", { parser: TYPESCRIPT, before: "type T = ", after: ";" }],
  ["signature", { parser: TYPESCRIPT, before: "interface T { ", after: " }" }],
  ["json", { parser: JSON_VALUE }],
  ["python", { parser: python }],
]);

/** Other names that descriptions have for the languages. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["typescript", "ts"],
  ["js", "ts"],
  ["javascript", "ts"],
  ["py", "python"],
  ["python3", "python"],
  ["bash", "sh"],
  ["shell", "sh"],
  ["console", "sh"],
]);

/** Longer code has no colours: it is data that somebody put there, and each token would be an element. */
const LONGEST_COLOURED = 20_000;

/**
 * Code with its tokens marked, in which the types of the page are links.
 *
 * @param language `ts`, `type` for a type alone, `signature` for a method alone, `python`, `sh`, `json`, or another,
 * which gets no colours
 */
export function codeTokens(language: string, text: string, links: Links): Html {
  const name = ALIASES.get(language) ?? language;
  if (text.length > LONGEST_COLOURED) return html`${text}`;
  if (name === "sh") return shellTokens(text);
  const grammar = GRAMMARS.get(name);
  if (grammar === undefined) return html`${text}`;
  const { parser, before = "", after = "" } = grammar;
  const whole = before + text + after;
  const parts: Html[] = [];
  highlightCode(
    whole,
    parser.parse(whole),
    HIGHLIGHTER,
    (token, classes) => parts.push(tokenHtml(token, classes, links)),
    () => parts.push(new Html("\n")),
    before.length,
    whole.length - after.length,
  );
  return html`${parts}`;
}

/** Code inside a line. */
export function inlineCode(language: string, text: string, links: Links): Html {
  return html`<code>${codeTokens(language, text, links)}</code>`;
}

/** Lines of code. */
export function codeBlock(language: string, text: string, links: Links): Html {
  return html`<pre><code>${codeTokens(language, text, links)}</code></pre>`;
}

function tokenHtml(text: string, classes: string, links: Links): Html {
  const address = VALUES.has(classes) ? undefined : links.ofType(text);
  if (address !== undefined) return html`<a href="${address}">${text}</a>`;
  return classes === "" ? html`${text}` : html`<span class="${classes}">${text}</span>`;
}

/** A command: its options and quoted words. */
function shellTokens(text: string): Html {
  const parts = text.split(/('[^']*'|(?<=\s)--?[\w-]+)/).map((part, index) => {
    if (index % 2 === 0) return html`${part}`;
    return html`<span class="${part.startsWith("-") ? "k" : "s"}">${part}</span>`;
  });
  return html`${parts}`;
}
