import { type DescriptionNode, parseDescription } from "../content/description-tree.js";
import { block, code, paragraphStart, plain } from "./markdown.js";

/** A description as blocks of Markdown in which only its own markup means something. */
export function description(text: string | undefined): string[] {
  return parseDescription(text).flatMap(blockText);
}

/** A description on one line, as in the cell of a table: without what takes more. */
export function oneLine(text: string | undefined): string {
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
      return [paragraphStart(node.children.map(inlineText).join(""))];
  }
}

function listText(items: readonly DescriptionNode[], start: number | undefined): string {
  return items
    .map((item, index) => {
      const mark = start === undefined ? "- " : `${start + index}. `;
      return prefixed(mark, " ".repeat(mark.length), itemBlocks(item).join("\n\n"));
    })
    .join("\n");
}

/** Text of an item that is no paragraph of its own stands together. */
function itemBlocks(item: DescriptionNode): string[] {
  const blocks: string[] = [];
  let line = "";
  const end = () => {
    if (line.trim() !== "") blocks.push(paragraphStart(line.trim()));
    line = "";
  };
  for (const node of "children" in item ? item.children : [item]) {
    if (isInline(node)) {
      line += inlineText(node);
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
      return `[${node.children.map(inlineText).join("")}](<${address(node.address)}>)`;
    case "element":
      return emphasized(node.tag, node.children.map(inlineText).join(""));
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
  return text.replace(/[<>\\|\s]/g, (char) => encodeURIComponent(char));
}

function prefixed(first: string, others: string, text: string): string {
  return text
    .split("\n")
    .map((line, index) => (index === 0 ? first + line : line === "" ? line.trimEnd() : others + line))
    .join("\n");
}
