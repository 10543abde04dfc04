import type { MetricFamily, MetricSample } from "../http/prometheus-text.js";

/** The figures of several processes together: those of one name with the same labels are added up. */
export function mergeFamilies(snapshots: readonly (readonly MetricFamily[])[]): MetricFamily[] {
  const merged = new Map<string, { family: MetricFamily; samples: Map<string, MetricSample> }>();
  for (const family of snapshots.flat()) {
    const known = merged.get(family.name) ?? { family, samples: new Map<string, MetricSample>() };
    merged.set(family.name, known);
    for (const sample of family.samples) {
      const key = JSON.stringify(sample.labels);
      const before = known.samples.get(key);
      known.samples.set(key, before === undefined ? sample : sum(before, sample));
    }
  }
  return [...merged.values()].map(({ family, samples }) => ({ ...family, samples: [...samples.values()] }));
}

function sum(one: MetricSample, other: MetricSample): MetricSample {
  const value = one.value + other.value;
  const { labels, buckets } = one;
  if (buckets === undefined) return { labels, value };
  return { labels, value, buckets: buckets.map((count, index) => count + (other.buckets?.[index] ?? 0)) };
}
