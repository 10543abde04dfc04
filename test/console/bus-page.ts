import type { TestContext } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { ConsoleBackendOptions } from "../../src/console/console-backend.js";
import { getRpcTransport, RpcServer, silentLogger } from "../../src/index.js";
import { serveOver } from "../integration/console/console-client.js";
import type { ThingEndpoint } from "../integration/service/thing-service.js";
import { complaintsOf, DESKTOP, launchChromium } from "../support/chromium.js";
import { pageAssets } from "../support/console/page-assets.js";

/** The page of a console over a real bus. */
export class BusPage {
  readonly page: Page;
  /** Everything that the page complains of. */
  readonly complaints: readonly string[];

  constructor(page: Page) {
    this.page = page;
    this.complaints = complaintsOf(page);
  }

  async goTo(view: string): Promise<void> {
    await this.page.getByRole("navigation", { name: "views" }).getByRole("link", { name: view }).click();
  }

  /** Goes to a method of the service that is shown. */
  async goToMethod(method: string): Promise<void> {
    await this.goTo("Services");
    const menu = this.page.getByRole("navigation", { name: "services and methods" });
    await menu.getByRole("link", { name: new RegExp(`^${method} `) }).click();
    await this.page.getByRole("heading", { level: 1, name: method }).waitFor();
  }

  /** Presses Call, or Cast, with these arguments. */
  async send(args: string, button: "Call" | "Cast" = "Call"): Promise<void> {
    await this.page.getByRole("textbox", { name: "JSON", exact: true }).fill(args);
    await this.page.getByRole("button", { name: button, exact: true }).click();
  }

  /** Presses Call until this comes of it. */
  async callUntil(result: string): Promise<void> {
    for (;;) {
      await this.page.getByRole("button", { name: "Call", exact: true }).click();
      await this.page.getByText(/answered after/).waitFor();
      if (await this.page.locator(".outcome").getByText(result).isVisible()) return;
    }
  }

  /**
   * Chooses the newest row with a name until this stands in its details: of those before the servers have answered the values
   * are hidden.
   */
  async chooseUntil(name: string, text: string): Promise<void> {
    const row = this.page.getByRole("listbox").getByRole("option").filter({ hasText: name }).last();
    const shown = this.page.getByRole("complementary", { name: "details" }).getByText(text).first();
    for (;;) {
      await this.page.getByRole("listbox").press("End");
      await row.click();
      if (await shown.isVisible()) return;
    }
  }

  /** Asks the servers again until something is shown: on a busy machine they may be slow to answer. */
  async refreshUntil(text: string | RegExp): Promise<void> {
    const shown = this.page.getByText(text).first();
    for (;;) {
      if (await shown.isVisible()) return;
      await this.page.getByRole("button", { name: "Refresh" }).click();
      await this.page.getByRole("button", { name: "Refresh" }).and(this.page.locator(":enabled")).waitFor();
    }
  }
}

/** Opens pages in one browser. */
export class BusPages {
  #browser: Browser | undefined;
  #assets: Awaited<ReturnType<typeof pageAssets>> | undefined;

  async start(): Promise<void> {
    this.#assets = await pageAssets();
    this.#browser = await launchChromium();
  }

  /** Serves a console over a transport and opens its page; both end with the test. */
  async open(
    test: TestContext,
    url: string,
    options: Partial<ConsoleBackendOptions> = {},
  ): Promise<BusPage & { readonly stop: () => Promise<void> }> {
    if (this.#browser === undefined) throw new Error("the browser has not started yet");
    const served = await serveOver(test, url, options, this.#assets);
    const context = await this.#browser.newContext({ viewport: DESKTOP });
    test.after(() => context.close());
    const opened = new BusPage(await context.newPage());
    await opened.page.goto(served.link);
    return Object.assign(opened, { stop: () => served.close() });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }
}

/** Serves an endpoint until the test ends, or it is stopped. */
export async function serveUntilEnd(
  test: TestContext,
  url: string,
  endpoint: ThingEndpoint,
  server = "one",
): Promise<RpcServer> {
  const transport = getRpcTransport({ url, logger: silentLogger });
  const rpcServer = new RpcServer(transport, { server, endpoints: [endpoint], tracebacks: true });
  await rpcServer.start();
  test.after(async () => {
    // A server that stops waits for what runs.
    endpoint.release();
    await rpcServer.stop();
    await transport.close();
  });
  return rpcServer;
}

/** Does something again and again until the test ends: what is done before the tap is there is not seen. */
export function repeat(test: TestContext, action: () => Promise<unknown>): void {
  const timer = setInterval(() => action().catch(() => {}), 100);
  test.after(() => clearInterval(timer));
}
