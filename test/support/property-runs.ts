/** More by `npm run test:properties`, fewer by `npm run test:unit`. */
const TIMES = Number(process.env.OSLO_RPC_TEST_RUNS ?? 1);
/** With fewer cases a property that is small already would not meet all that it is to meet. */
const FEWEST = 40;

/**
 * Tells with how many cases a property is tried, of those that one seed decides.
 *
 * @param count how many there are in `npm test`
 */
export function propertyRuns(count: number): number {
  return Math.max(Math.ceil(count * TIMES), Math.min(count, FEWEST));
}
