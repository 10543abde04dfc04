import { after, before } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { complaintsOf, DESKTOP, launchChromium } from "../chromium.js";
import { hookLimit } from "../peers.js";
import { ServedConsole } from "./served-console.js";

/** The console in a browser, for the tests of a `describe`. */
export class ConsolePage {
  #browser: Browser | undefined;
  #page: Page | undefined;
  #console: ServedConsole | undefined;
  /** Everything that the page complains of. */
  complaints: string[] = [];

  get page(): Page {
    if (this.#page === undefined) throw new Error("the page is not open yet");
    return this.#page;
  }

  get console(): ServedConsole {
    if (this.#console === undefined) throw new Error("the console is not served yet");
    return this.#console;
  }

  /** Serves the console and opens its link. */
  async open(options: BrowserContextOptions = {}): Promise<void> {
    this.#console = await ServedConsole.build();
    await this.#console.start();
    this.#browser = await launchChromium();
    const context = await this.#browser.newContext({
      viewport: DESKTOP,
      permissions: ["clipboard-read", "clipboard-write"],
      ...options,
    });
    this.#page = await context.newPage();
    this.complaints = complaintsOf(this.#page);
    const watched = this.#console.backend.nextWatch();
    await this.#page.goto(this.#console.link);
    await watched;
  }

  /** Loads the page again, and waits until it sees what happens. */
  async reload(): Promise<void> {
    const watched = this.console.backend.nextWatch();
    await this.page.reload();
    await watched;
  }

  /** Goes to a view by its link. */
  async goTo(view: string): Promise<void> {
    await this.page.getByRole("navigation", { name: "views" }).getByRole("link", { name: view }).click();
  }

  /** Goes to a method of the service. */
  async goToMethod(method: string): Promise<void> {
    await this.goTo("Services");
    await this.page
      .getByRole("navigation", { name: "services and methods" })
      .getByRole("link", { name: new RegExp(`^${method} `) })
      .click();
    await this.page.getByRole("heading", { level: 1, name: method }).waitFor();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.#console?.stop();
  }
}

/** Opens the console before the tests and closes it after them. */
export function useConsolePage(options: BrowserContextOptions = {}): ConsolePage {
  const opened = new ConsolePage();
  before(() => opened.open(options), hookLimit);
  after(() => opened.close(), hookLimit);
  return opened;
}
