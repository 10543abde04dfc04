// Rewrites the generated part of docs/compatibility.md from a run of the tests with Python's oslo.messaging:
//
//   tsx scripts/reference-compatibility.ts [LOG]
//
// It runs those tests, the ones over RabbitMQ where that can be started. With LOG, which OSLO_RPC_COMPATIBILITY_LOG
// named in an earlier run, it runs nothing. A failed test leaves the page as it is.
import {
  type Covered,
  type Direction,
  FEATURES,
  type PeerVersions,
  type Route,
} from "../test/support/compatibility.js";
import { peersOf, recordsOf, rewritePage, table, versionList, YES } from "./compatibility-page.js";

const TESTS = [
  "interop",
  ...[
    "configurations",
    "notify-listeners-python",
    "notify-python",
    "python-client",
    "python-server",
    "security-python",
    "waiting-python",
  ].map((name) => `test/rabbit/${name}.test.ts`),
];

export const COMMAND = "docs:compatibility";
export const NO_TEST = "—";

const ROUTES: Readonly<Record<Route, string>> = {
  routable: "router, routable",
  legacy: "router, legacy",
  rabbit: "RabbitMQ",
};
const DIRECTIONS: Readonly<Record<Direction, string>> = {
  "from Python": "Python → us",
  "to Python": "us → Python",
};

interface Column {
  readonly title: string;
  readonly shows: (covered: Covered) => boolean;
}

/** A peer's versions that hold `oslo.messaging 14` or the like. */
function peerNamed(python: string, peers: readonly PeerVersions[]): PeerVersions {
  const peer = peers.find((versions) =>
    `oslo.messaging ${versions["oslo.messaging"]}`.startsWith(`${python}.`),
  );
  if (peer === undefined) throw new Error(`no peer of the run was ${python}`);
  return peer;
}

/** The columns in which anything was shown. */
function columnsOf(covered: readonly Covered[], peers: readonly PeerVersions[]): readonly Column[] {
  const pythons = [...new Set(covered.map(({ python }) => python))].sort();
  const all = Object.entries(ROUTES).flatMap(([route, routeTitle]) =>
    pythons.flatMap((python) =>
      Object.entries(DIRECTIONS).map(([direction, directionTitle]) => ({
        title: `${routeTitle}, ${peerNamed(python, peers)["oslo.messaging"]}:<br>${directionTitle}`,
        shows: (one: Covered) => one.route === route && one.python === python && one.direction === direction,
      })),
    ),
  );
  return all.filter(({ shows }) => covered.some(shows));
}

/** The tests, each once, whatever it was run with. No links: the package has this page, and no tests. */
function testsOf(feature: string, covered: readonly Covered[]): string {
  const names = new Map<string, Set<string>>();
  for (const { file, test } of covered.filter((one) => one.feature === feature)) {
    names.set(file, (names.get(file) ?? new Set()).add(test.replaceAll("|", "\\|")));
  }
  return [...names]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([file, tests]) => `\`${file}\`: ${[...tests].sort().join("; ")}`)
    .join("<br>");
}

/** The generated part of the page, of what a run has recorded: one JSON value a line. */
export function compatibilityPart(log: string): string {
  const records = recordsOf(log);
  const covered = records.flatMap((record) => ("feature" in record ? [record] : []));
  const peers = peersOf(records);
  if (covered.length === 0)
    throw new Error("no test with Python's oslo.messaging has passed; is it installed?");
  const columns = columnsOf(covered, peers);
  const sections = Object.entries(FEATURES).map(([section, features]) => {
    const rows = features.map((feature) => [
      feature,
      ...columns.map(({ shows }) =>
        covered.some((one) => one.feature === feature && shows(one)) ? YES : NO_TEST,
      ),
    ]);
    return `## ${section}\n\n${table(["", ...columns.map(({ title }) => title)], rows)}`;
  });
  const rows = Object.values(FEATURES)
    .flat()
    .map((feature) => [feature, testsOf(feature, covered) || NO_TEST]);
  return [
    `## Versions\n\n${versionList(peers)}`,
    ...sections,
    `## The tests behind each row\n\n${table(["", "tests"], rows)}`,
  ].join("\n\n");
}

if (process.argv[1] === import.meta.filename) rewritePage(COMMAND, TESTS, compatibilityPart);
