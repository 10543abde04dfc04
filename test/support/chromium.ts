import { spawnSync } from "node:child_process";
import axe, { type AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import type { Peer } from "./peers.js";

/** The browser of Debian, which Playwright steers. */
export const CHROMIUM: Peer = {
  name: "Chromium",
  install: "apt-get install chromium",
  missing: () => (spawnSync("chromium", ["--version"]).status === 0 ? undefined : "no chromium on the PATH"),
};

/** Sizes of windows: those of a desk and of a small phone. */
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };

/** Waiting in a browser ends with an error that says what was awaited. */
const WAIT_MS = 60_000;

/** Starts a browser; close it. */
export async function launchChromium(): Promise<Browser> {
  const found = spawnSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).stdout.trim();
  return await chromium.launch({
    executablePath: found,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    timeout: WAIT_MS,
  });
}

/** Everything that a page complains of, from now on. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.setDefaultTimeout(WAIT_MS);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("requestfailed", (request) => {
    // What a page gives up itself, or leaves behind, has not failed.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") complaints.push(`${request.url()} failed`);
  });
  return complaints;
}

/** The rules of accessibility that the page breaks as it is now, each with the elements that do. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" ")}`);
}

/** How many pixels of the page are beyond the right edge of its window. */
export async function sidewaysPixels(page: Page): Promise<number> {
  return await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
}
