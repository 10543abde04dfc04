/** One handler out of a handler and what stands around it, the first one outermost. */
export function intercept<Handler>(
  interceptors: readonly ((next: Handler) => Handler)[],
  handler: Handler,
): Handler {
  return interceptors.reduceRight((next, interceptor) => interceptor(next), handler);
}
