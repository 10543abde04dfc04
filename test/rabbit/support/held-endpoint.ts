import { EventEmitter, once } from "node:events";
import type { RequestContext } from "../../../src/index.js";
import { SandboxEndpoint } from "../../interop/support/sandbox.js";

/** Keeps calls of `sleep` until they are released. */
export class HeldEndpoint extends SandboxEndpoint {
  readonly #events = new EventEmitter().setMaxListeners(0);
  #count = 0;

  override async sleep(_ctx: RequestContext, seconds: number): Promise<number> {
    this.#count += 1;
    this.#events.emit("held");
    await once(this.#events, "released");
    return seconds;
  }

  /** Resolves when so many are kept. */
  async held(count: number): Promise<void> {
    while (this.#count < count) await once(this.#events, "held");
  }

  /** Lets those go that are kept. */
  release(): void {
    this.#count = 0;
    this.#events.emit("released");
  }
}
