import { before, describe, it } from "node:test";
import { DEPLOYMENT_FEATURES, type Direction } from "../../../support/compatibility.js";
import { hookLimit } from "../../../support/peers.js";
import type { Group } from "./group.js";

export const DIRECTIONS: readonly Direction[] = ["from Python", "to Python"];

/** Everything but a restart that a group shows; whoever made the group stops it. */
export function groupSuite(title: string, makeGroup: () => Group): void {
  describe(title, () => {
    let group: Group;
    before(async () => {
      group = makeGroup();
      await group.start();
    }, hookLimit);

    for (const feature of DEPLOYMENT_FEATURES.filter((name) => name !== "restart")) {
      for (const direction of DIRECTIONS) {
        it(`${feature}, ${direction}`, async (test) => {
          const shown = await group.tries(feature, direction);
          if (shown !== undefined) test.diagnostic(`${title}: ${feature}, ${direction}: ${shown}`);
        });
      }
    }
  });
}
