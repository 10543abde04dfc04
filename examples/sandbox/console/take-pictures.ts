import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { launchChromium } from "../../../test/support/chromium.js";

const FOLDER = fileURLToPath(new URL("../../../docs/guide/", import.meta.url));
const DESK = { width: 1200, height: 680 };
const PHONE = { width: 360, height: 680 };

/** Seconds for which load is drawn. */
const COURSE_MS = 20_000;

/** Takes the pictures of the console that the README and its guide show. */
export async function takePictures(link: string): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: DESK, colorScheme: "light" });
    const picture = (name: string) => page.screenshot({ path: `${FOLDER}console-${name}.png` });
    await page.goto(link);
    await page
      .getByRole("link", { name: /^methodA/ })
      .first()
      .click();
    await page.getByRole("textbox", { name: "arg1", exact: true }).fill("Ada");
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await page.getByText(/answered after/).waitFor();
    await picture("services");

    await goTo(page, "Load");
    await page.waitForTimeout(COURSE_MS);
    await page.getByRole("region", { name: "running requests" }).waitFor();
    await picture("load");

    await goTo(page, "Traffic");
    await page.getByRole("combobox", { name: "Outcome" }).selectOption("error");
    const rows = page.getByRole("listbox").getByRole("option");
    await rows.filter({ hasText: "methodA" }).last().click();
    await page.getByRole("complementary", { name: "details" }).getByText("NotReady").first().waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("combobox", { name: "Outcome" }).selectOption("");
    await picture("traffic");

    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: "dark" });
    await goTo(page, "Notifications");
    await rows.last().click();
    await page.getByText('"instance_id"').waitFor();
    await picture("phone");
  } finally {
    await browser.close();
  }
}

async function goTo(page: Page, view: string): Promise<void> {
  await page.getByRole("navigation", { name: "views" }).getByRole("link", { name: view }).click();
}
