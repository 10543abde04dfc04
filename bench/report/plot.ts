import { contenders } from "../contenders.js";
import type { Results } from "../results.js";
import { median } from "../statistics.js";

const PLOTTED = ["call-1", "call-64", "call-64-100kB"] as const;
const TITLES = {
  "call-1": "sequential",
  "call-64": "64 outstanding",
  "call-64-100kB": "64 outstanding, 100 kB",
};
const WIDTH = 760;
const LABEL = 300;
const ROW = 22;
const GAP = 34;

/** Bars of calls a second, a group for each of the main workloads. */
export function plot({ series }: Results): string {
  const parts: string[] = [];
  let y = 8;
  for (const workload of PLOTTED) {
    const bars = series
      .filter((one) => one.workload === workload && one.runs.length > 0)
      .map(({ contender, runs }) => ({ contender, rate: median(runs.map(({ rate }) => rate)) }));
    if (bars.length === 0) continue;
    const most = Math.max(...bars.map(({ rate }) => rate));
    parts.push(text(0, y + 14, `Calls a second, ${TITLES[workload]}`, "font-weight='bold'"));
    y += 24;
    for (const { contender, rate } of bars) {
      const width = Math.max(1, ((WIDTH - LABEL - 80) * rate) / most);
      const title = contenders.find(({ name }) => name === contender)?.title ?? contender;
      const colour = contender.startsWith("ours") || contender === "fake" ? "#2f7d4f" : "#9aa5b1";
      parts.push(text(LABEL - 8, y + 15, title, "text-anchor='end'"));
      parts.push(
        `<rect x="${LABEL}" y="${y + 3}" width="${width.toFixed(1)}" height="${ROW - 6}" fill="${colour}"/>`,
      );
      parts.push(text(LABEL + width + 6, y + 15, Math.round(rate).toLocaleString("en")));
      y += ROW;
    }
    y += GAP - ROW;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="sans-serif" font-size="12">`,
    "<title>Calls a second, by contender and workload</title>",
    `<rect width="${WIDTH}" height="${y}" fill="#ffffff"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function text(x: number, y: number, content: string, attributes = ""): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${escaped}</text>`;
}
