import type { Asset } from "../../../src/console/assets.js";
import { type ConsoleServer, serveConsole } from "../../../src/console/console-server.js";
import { silentLogger } from "../../../src/log/logger.js";
import { pageAssets } from "./page-assets.js";
import { ScriptedBackend } from "./scripted-backend.js";
import { otherService, scriptedService } from "./scripted-service.js";

/** The page of the console as it is built, and a server of it that may go and come back. */
export class ServedConsole {
  backend = new ScriptedBackend([scriptedService(), otherService()]);
  readonly #assets;
  #server: ConsoleServer | undefined;

  private constructor(assets: ReadonlyMap<string, Asset>) {
    this.#assets = assets;
  }

  /** Builds the page. Nothing is served yet. */
  static async build(): Promise<ServedConsole> {
    return new ServedConsole(await pageAssets());
  }

  /** Serves it. @param port where it was before, or 0 */
  async start(port = 0): Promise<void> {
    this.#server = await serveConsole({
      port,
      assets: this.#assets,
      backend: this.backend,
      log: silentLogger,
    });
  }

  /** Opens the page, once. */
  get link(): string {
    return this.#server?.link ?? "";
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  /** Bytes of the files that the page loads. */
  async bytes(accepted: string): Promise<number> {
    const files = ["/", "/app.js", "/app.css"].map((path) => this.#assets.get(path));
    const bodies = await Promise.all(files.map((file) => file?.body(accepted)));
    return bodies.reduce((sum, body) => sum + (body?.bytes.length ?? Number.NaN), 0);
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
  }
}
