import { type DescriptionNode, parseDescription } from "../content/description-tree.js";
import { block, code, paragraphStart, plain } from "./markdown.js";

/** A description as blocks of Markdown in which only its own markup means something. */
export function description(text: string | undefined): string[] {
  return parseDescription(text).flatMap(blockText);
}

/** A description on one line, as in the cell of a table: without what takes more. */
export function plainLine(text: string | undefined): string {
  return parseDescription(text).map(inlineText).join(" ").replace(/\s+/g, " ").trim();
}

function blockText(node: DescriptionNode): string[] {
  if (node.kind === "block") return [block(node.language, node.text)];
  if (node.kind !== "element") return [paragraphStart(inlineText(node))];
  switch (node.tag) {
    case "ul":
    case "ol":
      return [listText(node.children, node.start)];
    case "blockquote":
      return [prefixed("> ", "> ", node.children.flatMap(blockText).join("\n\n"))];
    case "hr":
      return ["---"];
    case "table":
      return [tableText(node.children)];
    default:
      return [paragraphStart(lineText(node.children))];
  }
}

/** The largest number of an item: one of more digits begins none. */
const LAST_NUMBER = 999_999_999;

function listText(items: readonly DescriptionNode[], start: number | undefined): string {
  return items
    .map((item, index) => {
      const mark = start === undefined ? "- " : `${Math.min(start + index, LAST_NUMBER)}. `;
      return prefixed(mark, " ".repeat(mark.length), itemBlocks(item).join("\n\n"));
    })
    .join("\n");
}

/** Text of an item that is no paragraph of its own stands together. */
function itemBlocks(item: DescriptionNode): string[] {
  const blocks: string[] = [];
  let inline: DescriptionNode[] = [];
  const end = () => {
    const line = lineText(inline).trim();
    if (line !== "") blocks.push(paragraphStart(line));
    inline = [];
  };
  for (const node of "children" in item ? item.children : [item]) {
    if (isInline(node)) {
      inline.push(node);
    } else {
      end();
      blocks.push(...blockText(node));
    }
  }
  end();
  return blocks;
}

function tableText(parts: readonly DescriptionNode[]): string {
  const rows = parts.flatMap((part) => ("children" in part ? part.children : []));
  const lines = rows.map((row) => {
    const cells = "children" in row ? row.children.map((cell) => inlineText(cell).trim()) : [];
    return { text: `| ${cells.join(" | ")} |`, rule: `|${"---|".repeat(cells.length)}` };
  });
  const [head, ...others] = lines;
  return head === undefined ? "" : [head.text, head.rule, ...others.map(({ text }) => text)].join("\n");
}

function isInline(node: DescriptionNode): boolean {
  if (node.kind === "block") return false;
  return node.kind !== "element" || MARKS.has(node.tag);
}

/** Parts that stand side by side. */
function lineText(nodes: readonly DescriptionNode[]): string {
  return nodes.reduce((line, node) => {
    // Behind this a link would be a picture, that a page loads.
    const before = node.kind === "link" ? line.replace(/!$/, "\\!") : line;
    return before + inlineText(node);
  }, "");
}

function inlineText(node: DescriptionNode): string {
  switch (node.kind) {
    case "text":
      return plain(node.text);
    case "break":
      return " ";
    case "code":
    case "block":
      return code(node.text);
    case "link":
      return `[${lineText(node.children)}](<${address(node.address)}>)`;
    case "element":
      return emphasized(node.tag, lineText(node.children));
  }
}

const MARKS: ReadonlyMap<string, string> = new Map([
  ["em", "*"],
  ["strong", "**"],
  ["s", "~~"],
]);

/** Other elements that stand in a line of their own are set apart by a blank. */
function emphasized(tag: string, text: string): string {
  const mark = MARKS.get(tag);
  return mark === undefined || text.trim() === "" ? `${text} ` : mark + text + mark;
}

/** An address as it may stand between angle brackets, in a cell of a table too. */
function address(text: string): string {
  return text.replace(/[<>\\|\s]/g, (char) => encodeURIComponent(char)).replaceAll("&", "&amp;");
}

/** Lines inside a quotation or an item, where an empty one without its mark may end what is inside. */
function prefixed(first: string, others: string, text: string): string {
  return text
    .split("\n")
    .map((line, index) => (index === 0 ? first + line : line === "" ? others.trimEnd() : others + line))
    .join("\n");
}
