/** The findings of an import on one method. */
export interface MethodReport {
  readonly name: string;
  /** File and line it was read from. */
  readonly from?: string;
  readonly certain: readonly string[];
  readonly guessed: readonly string[];
  readonly missing: readonly string[];
}

/** The findings of an import on one service, and its open questions. */
export interface ServiceReport {
  readonly service: string;
  /** The classes it was read from. */
  readonly from: readonly string[];
  /** Of topic, exchange, namespace, version and name. */
  readonly target: Omit<MethodReport, "name" | "from">;
  readonly methods: readonly MethodReport[];
  /** The methods that are no part of the interface, and the reasons. */
  readonly leftOut: readonly string[];
  /** Where client and server say different things. */
  readonly disagreements: readonly string[];
  readonly notes: readonly string[];
}

/** A definition that an import made, and what it is worth. */
export interface ImportedService {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly report: ServiceReport;
}

/** The report for people, a line each. */
export function reportLines(report: ServiceReport): string[] {
  const { service, from, target, methods, leftOut, disagreements, notes } = report;
  const open = methods.filter(({ missing }) => missing.length > 0).length;
  return [
    `${service}: ${methods.length} ${methods.length === 1 ? "method" : "methods"} from ${from.join(", ")}`,
    ...pointLines("  ", target),
    ...methods.map((method) => {
      const points = pointLines("", method).join("; ");
      return `  ${method.name}${method.from === undefined ? "" : ` (${method.from})`}${points && `: ${points}`}`;
    }),
    ...disagreements.map((text) => `  disagreement: ${text}`),
    ...leftOut.map((text) => `  left out: ${text}`),
    ...notes.map((text) => `  note: ${text}`),
    `${service}: something is missing of ${open} of ${methods.length}; ${disagreements.length} ${disagreements.length === 1 ? "disagreement" : "disagreements"}`,
  ];
}

function pointLines(indent: string, points: Omit<MethodReport, "name" | "from">): string[] {
  return (["certain", "guessed", "missing"] as const)
    .filter((certainty) => points[certainty].length > 0)
    .map((certainty) => `${indent}${certainty}: ${inOneList(points[certainty]).join(", ")}`);
}

/** Many parameters have a type that is not known, and nothing to say of it. */
function inOneList(points: readonly string[]): string[] {
  const names = points.flatMap((point) => /^type of (\w+)$/.exec(point)?.[1] ?? []);
  if (names.length < 2) return [...points];
  const others = points.filter((point) => !/^type of \w+$/.test(point));
  return [...others, `types of ${names.join(" ")}`];
}
