import type { MethodSummary, ServiceSummary } from "../../../src/console/api.js";

/** Methods that have a line in the menu. */
const MOST_METHODS = 300;

/** A service of the menu. */
export interface MenuEntry {
  readonly service: ServiceSummary;
  /** Those that have a line; undefined: none have, whichever it has. */
  readonly methods?: readonly MethodSummary[];
}

/** The services and methods that a menu has, and how many methods beside them there is no room for. */
export interface Menu {
  readonly shown: readonly MenuEntry[];
  readonly more: number;
}

/**
 * The services and methods that have all words of a filter. Each method is found in all services, also by words that are
 * its service's as long as one of them is its own.
 *
 * @param chosen the service that stays in the menu, whether it fits or not
 */
export function methodsThatFit(
  services: readonly ServiceSummary[],
  chosen: string | undefined,
  words: readonly string[],
): Menu {
  let left = MOST_METHODS;
  let more = 0;
  const shown = services.flatMap((service): MenuEntry[] => {
    const isChosen = service.id === chosen;
    const own = `${service.name} ${service.topic}`.toLowerCase();
    const isFound = words.every((word) => own.includes(word));
    const fitting = service.methods.filter(({ name }) => fits(name.toLowerCase(), own, words));
    // A service that is found by its own name has its methods when it is chosen.
    const all = fitting.length === 0 && isFound && isChosen ? service.methods : fitting;
    if (words.length === 0 && !isChosen) return [{ service }];
    if (all.length === 0 && !isFound && !isChosen) return [];
    const methods = all.slice(0, left);
    left -= methods.length;
    more += all.length - methods.length;
    return methods.length === 0 && !isChosen ? [{ service }] : [{ service, methods }];
  });
  return { shown, more };
}

function fits(name: string, service: string, words: readonly string[]): boolean {
  const isIn = (word: string) => name.includes(word);
  return (
    words.length === 0 || (words.some(isIn) && words.every((word) => isIn(word) || service.includes(word)))
  );
}
