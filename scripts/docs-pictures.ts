// Takes the pictures of the pages of `oslo-gen docs` that the guide shows: npm run docs:pictures. It needs Chromium.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { servicePage } from "../generator/docs/content/service-page.js";
import { htmlServicePage } from "../generator/docs/html/html-service.js";
import { loadService } from "../src/definition/load-service.js";
import { PACKAGE_VERSION } from "../src/package/package-version.js";
import { launchChromium } from "../test/support/chromium.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FILE = "schemas/openstack/nova-compute.json";

const PICTURES = [
  { name: "pages-desk", width: 1360, height: 640, colorScheme: "light", entry: "live_migration_abort" },
  { name: "pages-phone", width: 360, height: 640, colorScheme: "dark", entry: "live_migration_abort" },
] as const;

const folder = mkdtempSync(join(tmpdir(), "docs-pictures-"));
const browser = await launchChromium();
try {
  const path = join(folder, "nova-compute.html");
  const page = servicePage("nova-compute", loadService(join(ROOT, FILE)), FILE);
  writeFileSync(path, htmlServicePage(page, PACKAGE_VERSION));
  for (const { name, width, height, colorScheme, entry } of PICTURES) {
    const shown = await browser.newPage({ viewport: { width, height }, colorScheme });
    await shown.goto(`${pathToFileURL(path).href}#method-${entry}`);
    // The navigation follows once the entry is in sight.
    await shown.waitForFunction(`document.querySelector('[aria-current]')?.hash === '#method-${entry}'`);
    await shown.screenshot({ path: join(ROOT, `docs/guide/${name}.png`) });
    await shown.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
