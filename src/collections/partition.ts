/** Those that pass a test, and the others, each tested once and in order. */
export function partition<T>(all: Iterable<T>, test: (one: T) => boolean): readonly [T[], T[]] {
  const [passed, others]: [T[], T[]] = [[], []];
  for (const one of all) (test(one) ? passed : others).push(one);
  return [passed, others];
}
