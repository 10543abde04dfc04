import { contenders } from "../contenders.js";
import type { Results } from "../results.js";
import { median } from "../statistics.js";

const PLOTTED = [
  ["call-1", "one call after the other, 100 B"],
  ["call-64", "64 calls outstanding, 100 B"],
  ["call-64-100kB", "64 calls outstanding, 100 kB"],
] as const;

const WIDTH = 820;
const LABELS = 330;
const FIGURES = 80;
const ROW = 24;
const BAR = 14;
const HEADING = 30;
const GAP = 18;

const OURS = "#1f7a4d";
const OTHERS = "#a9b4c0";
const TEXT = "#24292f";

/**
 * Bars of calls a second, a group for each of the main workloads, the fastest first. Without the contender that has
 * no socket: the others would look alike beside it.
 */
export function plot({ series, machine, date }: Results): string {
  const parts: string[] = [];
  let y = 12;
  for (const [workload, title] of PLOTTED) {
    const bars = series
      .filter((one) => one.workload === workload && one.runs.length > 0 && one.contender !== "fake")
      .map(({ contender, runs }) => ({ contender, rate: median(runs.map(({ rate }) => rate)) }))
      .sort((left, right) => right.rate - left.rate);
    if (bars.length === 0) continue;
    parts.push(text(16, y + 16, `Calls a second: ${title}`, "font-size='14' font-weight='600'"));
    y += HEADING;
    const most = Math.max(...bars.map(({ rate }) => rate));
    for (const bar of bars) {
      parts.push(...drawBar(bar.contender, bar.rate, most, y));
      y += ROW;
    }
    y += GAP;
  }
  parts.push(text(16, y + 4, `${date}, ${machine}`, "font-size='11' fill='#57606a'"));
  const height = y + 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ` +
      `font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="12" fill="${TEXT}">`,
    "<title>Calls a second, by workload and contender</title>",
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function drawBar(contender: string, rate: number, most: number, y: number): string[] {
  const width = Math.max(2, ((WIDTH - LABELS - FIGURES) * rate) / most);
  const title = contenders.find(({ name }) => name === contender)?.title ?? contender;
  const isOurs = contender.startsWith("ours");
  const weight = isOurs ? " font-weight='600'" : "";
  const middle = y + ROW / 2 + 4;
  return [
    text(LABELS - 10, middle, title, `text-anchor='end'${weight}`),
    `<rect x="${LABELS}" y="${y + (ROW - BAR) / 2}" width="${width.toFixed(1)}" height="${BAR}" rx="2" fill="${isOurs ? OURS : OTHERS}"/>`,
    text(LABELS + width + 6, middle, Math.round(rate).toLocaleString("en"), weight),
  ];
}

function text(x: number, y: number, content: string, attributes: string): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes.trim()}>${escaped}</text>`;
}
