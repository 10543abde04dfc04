import { parser } from "@prometheus-io/lezer-promql";

/** A query of Prometheus, read by its own grammar. */
export interface Query {
  /** Metrics it asks for. */
  readonly metrics: readonly string[];
  /** Labels that it matches or groups by. */
  readonly labels: readonly string[];
  /** The text where it is none. */
  readonly errors: readonly string[];
}

/** Variables of Grafana stand where a duration does. */
export function readPromql(expression: string): Query {
  const text = expression.replaceAll(/\$__\w+/g, "5m");
  const metrics = new Set<string>();
  const labels = new Set<string>();
  const errors: string[] = [];
  parser.parse(text).iterate({
    enter({ name, type, from, to, node }) {
      const here = text.slice(from, to);
      if (type.isError) errors.push(text.slice(Math.max(0, from - 20), to + 20));
      if (name === "Identifier" && node.parent?.name === "VectorSelector") metrics.add(here);
      if (name === "LabelName") labels.add(here);
    },
  });
  return { metrics: [...metrics], labels: [...labels], errors };
}
