/** Takes up to a fifth off a wait, so that a thousand that began to wait as one do not end as one. */
export function jittered(wait: number, random: () => number = Math.random): number {
  return wait * (1 - 0.2 * random());
}
