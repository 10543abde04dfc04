/** The content type of Prometheus' text format. */
export const PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

/** Values of labels by their names. */
export type Labels = Readonly<Record<string, string>>;

/** A figure of a counter or a gauge, or the figures of a histogram. */
export interface MetricSample {
  /** The labels that tell it from the others of its family. */
  readonly labels: Labels;
  /** The figure; of a histogram the sum of all that was observed. */
  readonly value: number;
  /** Of a histogram: how many were observed up to each of its bounds, and last all. */
  readonly buckets?: readonly number[];
}

/** All samples of one name. */
export interface MetricFamily {
  /** As Prometheus has it. */
  readonly name: string;
  /** A counter only grows, a gauge goes up and down, a histogram has counts by size. */
  readonly type: "counter" | "gauge" | "histogram";
  /** The meaning, for people. */
  readonly help: string;
  /** Upper bounds of a histogram's buckets, without the infinite one. */
  readonly bounds?: readonly number[];
  /** The figures, one for each combination of labels. */
  readonly samples: readonly MetricSample[];
}

/** One line of the text: a histogram has several for each sample. */
export interface Line {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Metrics in Prometheus' text format. */
export function prometheusText(families: readonly MetricFamily[]): string {
  return families
    .map((family) => {
      const { name, type, help } = family;
      const lines = linesOf(family).map((line) => `${line.name}${labelText(line.labels)} ${line.value}\n`);
      return `# HELP ${name} ${escapeText(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
    })
    .join("");
}

/** The lines of a family. */
export function linesOf({ name, bounds = [], samples }: MetricFamily): Line[] {
  return samples.flatMap(({ labels, value, buckets }) => {
    if (buckets === undefined) return [{ name, labels, value }];
    const count = buckets.at(-1) ?? 0;
    const upTo = buckets.map((number, index) => ({
      name: `${name}_bucket`,
      labels: { ...labels, le: index < bounds.length ? String(bounds[index]) : "+Inf" },
      value: number,
    }));
    return [...upTo, { name: `${name}_sum`, labels, value }, { name: `${name}_count`, labels, value: count }];
  });
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escapeText(value).replaceAll('"', '\\"')}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
