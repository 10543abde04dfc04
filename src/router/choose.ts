import type { Outlet } from "./outlet.js";

/**
 * Picks the receiver of a message among those that can take it now.
 *
 * @param outlets all receivers of the address.
 * @param start where to begin looking, so that equals take turns.
 * @returns the index, or -1 when none can take it.
 */
export type ChooseOutlet = (outlets: readonly Outlet[], start: number) => number;

/** Where there are more receivers, the least busy of so many is good enough: the cost of a message must not grow. */
const LOOKED_AT = 64;

/** The one with the fewest deliveries whose outcome is not known. */
export const leastBusy: ChooseOutlet = (outlets, start) => {
  let best = -1;
  let fewest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < outlets.length && (best < 0 || i < LOOKED_AT); i++) {
    const index = (start + i) % outlets.length;
    const outlet = outlets[index] as Outlet;
    if (outlet.outstanding >= fewest || !outlet.ready) continue;
    if (outlet.outstanding === 0) return index;
    best = index;
    fewest = outlet.outstanding;
  }
  return best;
};

/** The next one. */
export const roundRobin: ChooseOutlet = (outlets, start) => {
  for (let i = 0; i < outlets.length; i++) {
    const index = (start + i) % outlets.length;
    if ((outlets[index] as Outlet).ready) return index;
  }
  return -1;
};
