import MarkdownIt, { type MarkdownIt as Parser, type Token } from "markdown-it";

/** Elements that a description may have. Headings are none: the outline of a page is that of its entries. */
const TAGS = [
  ...(["p", "em", "strong", "s", "ul", "ol", "li", "blockquote", "hr"] as const),
  ...(["table", "thead", "tbody", "tr", "th", "td"] as const),
];

/** The name of an element of a description. */
export type DescriptionTag = (typeof TAGS)[number];

/** A part of a description, which was written in Markdown. */
export type DescriptionNode =
  | { readonly kind: "text"; readonly text: string }
  /** A line ends. */
  | { readonly kind: "break"; readonly isHard: boolean }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "block"; readonly language: string; readonly text: string }
  | { readonly kind: "link"; readonly address: string; readonly children: readonly DescriptionNode[] }
  | {
      readonly kind: "element";
      readonly tag: DescriptionTag;
      /** The number of the first item of a list. */
      readonly start?: number;
      readonly children: readonly DescriptionNode[];
    };

/** Addresses that a description may link: nothing that runs, and no files beside the page, which may not be there. */
const LINKED = /^(?:https?:\/\/|mailto:|#)/i;

const LONGEST_SUMMARY = 160;

let parser: Parser | undefined;

/**
 * Reads a description, which is Markdown (CommonMark, with tables). HTML in it is text, pictures are links, and an
 * indentation means nothing, as in docstrings it has other reasons.
 */
export function parseDescription(text: string | undefined): DescriptionNode[] {
  parser ??= makeParser();
  const root: DescriptionNode[] = [];
  const stack: DescriptionNode[][] = [root];
  for (const token of parser.parse(text ?? "", {})) addToken(stack, token);
  return root;
}

/** The first sentence of a description, without its markup. */
export function summary(text: string | undefined): string {
  const [first] = parseDescription(text);
  const line = first === undefined ? "" : textOf(first).replace(/\s+/g, " ").trim();
  const sentence = /^.*?[.!?](?= |$)/.exec(line)?.[0] ?? line;
  return sentence.length > LONGEST_SUMMARY ? `${sentence.slice(0, LONGEST_SUMMARY)}…` : sentence;
}

function textOf(node: DescriptionNode): string {
  if (node.kind === "break") return " ";
  return "children" in node ? node.children.map(textOf).join("") : node.text;
}

function makeParser(): Parser {
  const made = new MarkdownIt({ html: false, linkify: true });
  made.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  made.validateLink = (address) => LINKED.test(address);
  return made.disable("code");
}

/** Adds a token to the innermost open element. */
function addToken(stack: DescriptionNode[][], token: Token): void {
  const { type, nesting, content } = token;
  // Paragraphs of an item of a short list.
  if (token.hidden) return;
  if (type === "inline") {
    for (const child of token.children ?? []) addToken(stack, child);
  } else if (nesting === -1) {
    stack.pop();
  } else if (nesting === 1) {
    const children: DescriptionNode[] = [];
    stack.at(-1)?.push(opened(token, children));
    stack.push(children);
  } else {
    stack.at(-1)?.push(leaf(token, content));
  }
}

function opened(token: Token, children: DescriptionNode[]): DescriptionNode {
  if (token.type === "link_open")
    return { kind: "link", address: String(token.attrGet("href") ?? ""), children };
  if (token.type === "heading_open") {
    return { kind: "element", tag: "p", children: [{ kind: "element", tag: "strong", children }] };
  }
  const start = Number(token.attrGet("start") ?? 1);
  const tag = TAGS.find((name) => name === token.tag) ?? "p";
  return { kind: "element", tag, ...(tag === "ol" ? { start } : {}), children };
}

function leaf(token: Token, content: string): DescriptionNode {
  switch (token.type) {
    case "softbreak":
    case "hardbreak":
      return { kind: "break", isHard: token.type === "hardbreak" };
    case "code_inline":
      return { kind: "code", text: content };
    case "fence":
      return {
        kind: "block",
        // Whatever else stands behind a fence may be anything.
        language: /^[\w+#.-]*/.exec(token.info.trim())?.[0].toLowerCase() ?? "",
        text: content.trimEnd(),
      };
    case "image":
      return {
        kind: "link",
        address: String(token.attrGet("src") ?? ""),
        children: [{ kind: "text", text: content === "" ? "picture" : content }],
      };
    case "hr":
      return { kind: "element", tag: "hr", children: [] };
    default:
      return { kind: "text", text: content };
  }
}
