// Draws docs/way-of-a-call.svg: npx tsx scripts/call-picture.ts
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Who takes part, from left to right; folders of `src/` end with a slash. */
export const PARTICIPANTS: readonly string[] = [
  "generated stub",
  "rpc/",
  "drivers/",
  "amqp/",
  "router or broker",
  "amqp/",
  "drivers/",
  "rpc/",
  "endpoint",
];
const PEER = 4;

/** A step: from one participant to another, or what one does. */
type Step =
  | readonly [from: number, to: number, text: string, reply?: "reply"]
  | readonly [at: number, text: string];

const STEPS: readonly Step[] = [
  [0, 1, "method, arguments"],
  [1, "validates; version cap, timeout"],
  [1, 2, "by way of transport/"],
  [2, "body, deadline, address"],
  [2, 3, "message, its sender"],
  [3, 4, "transfer"],
  [4, 5, "transfer"],
  [5, 6, "delivery"],
  [6, "envelope, time left"],
  [6, 7, "incoming request"],
  [7, "its turn, still in time"],
  [7, 5, "accepted, before it runs", "reply"],
  [7, "namespace, version, arguments"],
  [7, 8, "context, arguments"],
  [8, 7, "result or error", "reply"],
  [7, "validates the result"],
  [7, 6, "reply", "reply"],
  [6, 5, "message to its caller", "reply"],
  [5, 4, "transfer", "reply"],
  [4, 3, "transfer", "reply"],
  [3, 2, "delivery", "reply"],
  [2, "the call with that id"],
  [2, 1, "response or failure", "reply"],
  [1, "validates; the error's class"],
  [1, 0, "result", "reply"],
];

const COLUMN = 148;
const LEFT = 84;
const TOP = 84;
const ROW = 30;
const WIDTH = LEFT * 2 + COLUMN * (PARTICIPANTS.length - 1);
const HEIGHT = TOP + ROW * (STEPS.length + 1) + 12;
const x = (column: number): number => LEFT + COLUMN * column;

/** The picture of a call's way, as SVG. */
export function callPicture(): string {
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="13" fill="#24292f">`,
    "<title>The way of a call</title>",
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#57606a"/></marker></defs>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...side("caller", 0, PEER - 1),
    ...side("server", PEER + 1, PARTICIPANTS.length - 1),
    ...PARTICIPANTS.flatMap(participant),
    ...STEPS.flatMap((step, row) => drawn(step, TOP + ROW * (row + 1))),
    "</svg>",
  ];
  return `${lines.join("\n")}\n`;
}

function side(name: string, first: number, last: number): string[] {
  const left = x(first) - 76;
  const width = x(last) - x(first) + 152;
  return [
    `<rect x="${left}" y="8" width="${width}" height="${HEIGHT - 16}" rx="8" fill="#f3f7f5"/>`,
    text((x(first) + x(last)) / 2, 28, name, ' font-weight="600"'),
  ];
}

function participant(name: string, column: number): string[] {
  return [
    `<path d="M${x(column)} ${TOP}V${HEIGHT - 20}" stroke="#c5ced6"/>`,
    `<rect x="${x(column) - 62}" y="44" width="124" height="28" rx="5" fill="#1f7a4d"/>`,
    text(x(column), 63, name, ' fill="#ffffff"'),
  ];
}

function drawn(step: Step, y: number): string[] {
  if (step.length === 2) {
    const [at, words] = step;
    const width = words.length * 6.4 + 16;
    return [
      `<rect x="${x(at) - width / 2}" y="${y - 18}" width="${width}" height="23" rx="4" fill="#fff8d6" stroke="#d8c46a"/>`,
      text(x(at), y - 2, words, ' font-size="12"'),
    ];
  }
  const [from, to, words, reply] = step;
  const end = x(to) + (to > from ? -1 : 1);
  const dashes = reply === undefined ? "" : ' stroke-dasharray="5 4"';
  return [
    `<path d="M${x(from)} ${y}H${end}" stroke="#57606a"${dashes} marker-end="url(#arrow)"/>`,
    text((x(from) + x(to)) / 2, y - 5, words, ' font-size="12"'),
  ];
}

/** Words in the middle of a place. */
function text(left: number, y: number, words: string, style: string): string {
  const escaped = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${left}" y="${y}" text-anchor="middle"${style}>${escaped}</text>`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(fileURLToPath(new URL("../docs/way-of-a-call.svg", import.meta.url)), callPicture());
}
