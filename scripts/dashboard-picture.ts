// Draws docs/guide/dashboard.svg of what Prometheus answers to the dashboard's queries, having watched a real program for a
// minute: npx tsx scripts/dashboard-picture.ts [PATH OF PROMETHEUS]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../test/support/free-port.js";
import { runShop } from "./dashboard-program.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SECONDS = 60;
/** The window of rates: Grafana takes four scrapes as well. */
const WINDOW = "5s";

interface Panel {
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number };
  readonly fieldConfig: { readonly defaults: { readonly unit?: string } };
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Line {
  readonly name: string;
  readonly points: readonly (readonly [time: number, value: number])[];
}

/** Runs the program and Prometheus beside it, and asks the queries of all panels. */
async function watch(
  prometheus: string,
  panels: readonly Panel[],
): Promise<ReadonlyMap<Panel, readonly Line[]>> {
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-dashboard-"));
  const shop = await runShop();
  const port = await freePort();
  const jobs = Object.entries(shop.targets).map(
    ([job, host]) => `  - job_name: ${job}\n    static_configs: [{ targets: ["${host}"] }]\n`,
  );
  const file = join(folder, "prometheus.yml");
  writeFileSync(file, `global: { scrape_interval: 1s }\nscrape_configs:\n${jobs.join("")}`);
  const child = spawn(
    prometheus,
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: "ignore" },
  );
  const exited = once(child, "exit");
  try {
    await Promise.race([delay(SECONDS * 1000), exited]);
    const answers = new Map<Panel, readonly Line[]>();
    for (const panel of panels) answers.set(panel, await linesOf(panel, port));
    return answers;
  } finally {
    child.kill();
    await exited;
    await shop.stop();
    rmSync(folder, { recursive: true });
  }
}

async function linesOf({ targets }: Panel, port: number): Promise<Line[]> {
  const end = Date.now() / 1000;
  const lines: Line[] = [];
  for (const { expr, legendFormat } of targets) {
    const query = expr.replaceAll("$__rate_interval", WINDOW).replaceAll("$job", ".*");
    const asked = new URLSearchParams({ query, start: `${end - SECONDS + 8}`, end: `${end}`, step: "1" });
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/query_range?${asked}`);
    const { data } = (await response.json()) as {
      data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
    };
    for (const { metric, values } of data.result) {
      const name = legendFormat.replaceAll(/\{\{(\w+)\}\}/g, (_all, label: string) => metric[label] ?? "");
      const points = values.map(([time, value]) => [time, Number(value)] as const);
      lines.push({ name, points: points.filter(([, value]) => Number.isFinite(value)) });
    }
  }
  return lines;
}

const WIDTH = 560;
const HEIGHT = 190;
const PLOT = { left: 64, top: 34, width: WIDTH - 82, height: 96 };
const COLOURS = ["#1f7a4d", "#2c6fbb", "#b8701b", "#7a4fb0", "#b0413e", "#57606a"];

/** The panels where Grafana has them. */
function picture(answers: ReadonlyMap<Panel, readonly Line[]>): string {
  const rows = answers.size / 2;
  const drawn = [...answers].map(([panel, lines]) => {
    const [x, y] = [panel.gridPos.x > 0 ? WIDTH : 0, (panel.gridPos.y / 8) * HEIGHT];
    return `<g transform="translate(${x} ${y})">${drawPanel(panel, lines).join("\n")}</g>`;
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * WIDTH} ${rows * HEIGHT}" width="${2 * WIDTH}" height="${rows * HEIGHT}" font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="11" fill="#24292f">`,
    "<title>What Prometheus answers to the queries of the dashboard</title>",
    `<rect width="${2 * WIDTH}" height="${rows * HEIGHT}" fill="#ffffff"/>`,
    ...drawn,
    "</svg>",
  ].join("\n")}\n`;
}

function drawPanel({ title, fieldConfig }: Panel, lines: readonly Line[]): string[] {
  const all = lines.flatMap(({ points }) => points);
  const most = Math.max(...all.map(([, value]) => value), 1e-3);
  const first = Math.min(...all.map(([time]) => time));
  const last = Math.max(...all.map(([time]) => time), first + 1);
  const { left, top, width, height } = PLOT;
  const at = ([time, value]: readonly [number, number]) =>
    `${(left + (width * (time - first)) / (last - first)).toFixed(0)},${(top + height * (1 - value / most)).toFixed(1)}`;
  const unit = fieldConfig.defaults.unit === "s" ? " s" : "";
  return [
    `<rect x="4" y="4" width="${WIDTH - 8}" height="${HEIGHT - 8}" rx="5" fill="none" stroke="#d0d7de"/>`,
    `<text x="14" y="23" font-size="13" font-weight="600">${title}</text>`,
    `<text x="${left - 6}" y="${top + 8}" text-anchor="end">${Number(most.toPrecision(2))}${unit}</text>`,
    `<text x="${left - 6}" y="${top + height}" text-anchor="end">0</text>`,
    `<path d="M${left} ${top}v${height}h${width}" fill="none" stroke="#d0d7de"/>`,
    ...lines.flatMap(({ name, points }, index) => {
      const colour = COLOURS[index % COLOURS.length];
      const [x, y] = [left + 170 * (index % 3), top + height + 18 + 15 * Math.floor(index / 3)];
      return [
        `<polyline points="${points.map(at).join(" ")}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
        `<text x="${x}" y="${y}" fill="${colour}">${name.replace(/127\.0\.0\.1:\d+/, "one")}</text>`,
      ];
    }),
  ];
}

const { panels } = JSON.parse(readFileSync(`${ROOT}deploy/grafana/dashboard.json`, "utf8")) as {
  panels: readonly Panel[];
};
const [prometheus = "prometheus"] = process.argv.slice(2);
writeFileSync(`${ROOT}docs/guide/dashboard.svg`, picture(await watch(prometheus, panels)));
