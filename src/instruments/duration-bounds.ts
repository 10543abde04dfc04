/** Upper bounds in seconds of oslo.metrics' histograms. */
export const OSLO_BOUNDS: readonly number[] = [
  0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 25, 50, 75, 100,
];

/** Upper bounds in seconds that OpenTelemetry's conventions for RPC advise. */
export const CONVENTION_BOUNDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Upper bounds of the shortest waits: most methods wait for no other. */
const SHORTEST = [0.001, 0.0025];

/** Those of oslo.metrics, and shorter ones. */
export const OSLO_WAIT_BOUNDS: readonly number[] = [...SHORTEST, 0.005, ...OSLO_BOUNDS];

/** Those of the conventions, and shorter ones. */
export const CONVENTION_WAIT_BOUNDS: readonly number[] = [...SHORTEST, ...CONVENTION_BOUNDS];

/** Powers of two in ms, from 1 ms to more than an hour, in seconds. */
export const DOUBLING_BOUNDS: readonly number[] = Array.from({ length: 23 }, (_, power) => 2 ** power / 1000);

/** All of them in ms, in order: durations that are counted by these can be shown by each of the others. */
export const ALL_BOUNDS: readonly number[] = [
  ...new Set([OSLO_WAIT_BOUNDS, CONVENTION_WAIT_BOUNDS, DOUBLING_BOUNDS].flat().map((bound) => bound * 1000)),
].sort((one, other) => one - other);
