/** For each format a text that every validator takes for one of it, and a text that none does. */
export const FORMAT_SAMPLES: ReadonlyMap<string, { readonly good: string; readonly bad?: string }> = new Map([
  ["date-time", { good: "2024-01-02T03:04:05Z", bad: "a" }],
  ["oslo-date-time", { good: "2024-01-02T03:04:05.000000", bad: "a" }],
  ["oslo-decimal", { good: "1.50", bad: "a" }],
  ["date", { good: "2024-01-02", bad: "a" }],
  ["time", { good: "03:04:05Z", bad: "a" }],
  ["duration", { good: "P1D", bad: "a" }],
  ["email", { good: "a@example.com", bad: "a" }],
  ["hostname", { good: "example.com" }],
  ["ipv4", { good: "192.0.2.1", bad: "a" }],
  ["ipv6", { good: "2001:db8::1", bad: "a" }],
  ["uri", { good: "http://example.com/", bad: "a" }],
  ["url", { good: "http://example.com/", bad: "a" }],
  ["uuid", { good: "123e4567-e89b-12d3-a456-426614174000", bad: "a" }],
  ["json-pointer", { good: "/a", bad: "a" }],
]);
