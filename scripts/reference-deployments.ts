// Rewrites the matrix of deployments in docs/compatibility.md from a run of the folder test/matrix, which takes a
// quarter of an hour:
//
//   tsx scripts/reference-deployments.ts [LOG]
//
// With LOG, which OSLO_RPC_COMPATIBILITY_LOG named in an earlier run, it runs nothing. A failed test leaves the page as
// it is.
import {
  DEPLOYMENT_FEATURES,
  type DeploymentCell,
  type DeploymentFeature,
  PYTHON_LIMITS,
  type PythonLimit,
} from "../test/support/compatibility.js";
import { peersOf, recordsOf, rewritePage, table, versionList, YES } from "./compatibility-page.js";

export const COMMAND = "docs:deployments";
/** In the order of their numbers on the page. */
const LIMITS = Object.keys(PYTHON_LIMITS) as PythonLimit[];

function numberOf(limit: PythonLimit): string {
  return `<sup>${LIMITS.indexOf(limit) + 1}</sup>`;
}

/** Text of a cell, of both its directions. */
function cellText(cells: readonly DeploymentCell[], feature: DeploymentFeature): string {
  const [fromPython, toPython] = (["from Python", "to Python"] as const).map((direction) =>
    cells.find((cell) => cell.feature === feature && cell.direction === direction),
  );
  if (fromPython === undefined || toPython === undefined) {
    const [{ deployment, python, broker } = { deployment: "?", python: "?", broker: "?" }] = cells;
    throw new Error(`the run has not both directions of ${feature}, ${deployment}, ${python}, ${broker}`);
  }
  const [limit = toPython.limit] = [fromPython.limit];
  if (limit === undefined) return YES;
  const works = fromPython.limit === undefined ? "Python → us" : "us → Python";
  const neither = fromPython.limit !== undefined && toPython.limit !== undefined;
  return `${neither ? "Python cannot" : works} ${numberOf(limit)}`;
}

function sectionOf(broker: string, cells: readonly DeploymentCell[]): string {
  const rows = new Map<string, DeploymentCell[]>();
  for (const cell of cells) {
    const title = `${cell.deployment}, ${cell.python}`;
    rows.set(title, [...(rows.get(title) ?? []), cell]);
  }
  const lines = [...rows].map(([title, ofRow]) => [
    title,
    ...DEPLOYMENT_FEATURES.map((feature) => cellText(ofRow, feature)),
  ]);
  return `### ${broker}\n\n${table(["", ...DEPLOYMENT_FEATURES], lines)}`;
}

/** The generated part of the page, of what a run has recorded. */
export function deploymentsPart(log: string, deployments: readonly string[]): string {
  const records = recordsOf(log);
  const cells = records.flatMap((record) => ("cell" in record ? [record.cell] : []));
  if (cells.length === 0) throw new Error("no cell of the matrix has been tried; is every peer installed?");
  const order = (cell: DeploymentCell) => deployments.indexOf(cell.deployment);
  const sorted = cells.toSorted(
    (one, other) => order(one) - order(other) || one.python.localeCompare(other.python),
  );
  const brokers = [...new Set(cells.map(({ broker }) => broker))];
  const reasons = LIMITS.map((limit, index) => `${index + 1}. ${PYTHON_LIMITS[limit]}.`);
  return [
    versionList(peersOf(records)),
    ...brokers.map((broker) =>
      sectionOf(
        broker,
        sorted.filter((cell) => cell.broker === broker),
      ),
    ),
    `### What Python cannot\n\n${reasons.join("\n")}`,
  ].join("\n\n");
}

if (process.argv[1] === import.meta.filename) {
  const { deployments } = await import("../test/rabbit/support/deployments.js");
  rewritePage(COMMAND, ["matrix", "--test-timeout=7200000"], (log) =>
    deploymentsPart(log, Object.keys(deployments)),
  );
}
