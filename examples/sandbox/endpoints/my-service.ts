import { setTimeout as delay } from "node:timers/promises";
import type { RequestContext } from "oslo-rpc";
import { type MethodAResult, MyServiceEndpoint, NotReady } from "../generated/my-service/index.js";

/** The sandbox's first endpoint. */
export class MyService extends MyServiceEndpoint {
  readonly #show: (line: string) => void;

  constructor(show: (line: string) => void = () => {}) {
    super();
    this.#show = show;
  }

  override echo(_ctx: RequestContext, text?: unknown): unknown {
    this.#show("MyService.echo");
    return text ?? null;
  }

  override methodA(_ctx: RequestContext, arg1: string, arg2?: string): MethodAResult {
    this.#show(`MyService.methodA arg1=${arg1} arg2=${arg2}`);
    if (arg1 === "") throw new NotReady("arg1 is empty", { hint: "pass a text" });
    return arg2 === undefined ? { arg1 } : { arg1, arg2 };
  }

  override common(_ctx: RequestContext): string {
    this.#show("MyService.common");
    return "MyService";
  }

  override sink(_ctx: RequestContext, payload: unknown): void {
    this.#show(`MyService.sink payload=${JSON.stringify(payload)}`);
  }

  override async sleep(ctx: RequestContext, seconds: number): Promise<void> {
    this.#show(`MyService.sleep seconds=${seconds}`);
    await delay(seconds * 1000, undefined, { signal: ctx.signal });
  }

  override fail(_ctx: RequestContext, message: string): void {
    this.#show("MyService.fail");
    throw new Error(message);
  }
}
