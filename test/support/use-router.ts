import { after, before } from "node:test";
import { Router, type RouterOptions } from "../../src/router/index.js";
import { hookLimit } from "./peers.js";

/** A router that runs while the tests of the surrounding suite do, and what the suite itself makes use of it with. */
export interface UsedRouter {
  readonly router: Router;
  /** Stops something after the suite: what was added last comes first, and the router in the end. */
  add(stop: () => unknown): void;
}

export function useRouter(options: RouterOptions = {}): UsedRouter {
  const router = new Router({ port: 0, ...options });
  const stops: (() => unknown)[] = [() => router.stop()];
  before(() => router.start(), hookLimit);
  after(async () => {
    for (const stop of stops.reverse()) await stop();
  }, hookLimit);
  return { router, add: (stop) => stops.push(stop) };
}
