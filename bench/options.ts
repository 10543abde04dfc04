import { parseArgs } from "node:util";
import { type Contender, contenders } from "./contenders.js";
import { onNode } from "./node-versions.js";
import { neededWorkloads } from "./ratios.js";
import { type Workload, workloads } from "./workloads.js";

/** What the command line asks for. */
export interface Options {
  readonly json: boolean;
  /** Contenders by name; the baseline is chosen with its own option. */
  readonly contenders: ReadonlySet<string>;
  readonly workloads: readonly Workload[];
  /** True when the generator is measured. */
  readonly generator: boolean;
  /** True when calls with ever more clients, servers and addresses are measured. */
  readonly scale: boolean;
  /** True when what the checks of a peer's bytes cost is measured. */
  readonly guard: boolean;
  /** True when memory of idle clients and the time of an import are measured. */
  readonly idle: boolean;
  /** True when system calls are counted. */
  readonly syscalls: boolean;
  /** True when one call of the command over RabbitMQ is compared with that of an older build. */
  readonly oneShot: boolean;
  /** False when only some are measured: the tables in the documentation stay. */
  readonly complete: boolean;
  readonly rounds: number;
  readonly seconds: number;
  /** A build of the bench from before, to compare with. */
  readonly baseline: string | undefined;
  /** What runs on other versions of Node.js, to compare with. */
  readonly nodes: readonly Contender[];
}

/** The names of what is measured without a contender and a workload. */
const GENERATOR = "generator";
const SCALE = "scale";
const GUARD = "guard";
const ONE_SHOT = "one-shot";
const IDLE = "idle";
const SYSCALLS = "syscalls";
const EXTRAS: readonly string[] = [GENERATOR, SCALE, GUARD, ONE_SHOT, IDLE, SYSCALLS];

export const USAGE = `Usage: npm run bench -- [options]

  --short            two minutes: only what has a target, and fewer rounds
  --only NAME,…      contenders (${contenders.map(({ name }) => name).join(", ")})
                     and workloads (${workloads.map(({ name }) => name).join(", ")}),
                     ${EXTRAS.join(", ")}
  --rounds N         how often each is measured
  --seconds S        how long one run lasts
  --baseline FOLDER  also a copy of .cache/bench/build from before a change, which one-shot needs
  --node PATH,…      also on other versions of Node.js: paths of their programs, as \`npm i node@24\` brings one
  --json             the figures as JSON on standard output; the documentation stays as it is
  --help             this text
`;

/** Thrown for a command line nobody can follow, or when only help is wanted. */
export class UsageError extends Error {}

/** @throws {UsageError} */
export function readOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  if (values.help) throw new UsageError(USAGE);
  const { short = false } = values;
  const only = (values.only ?? []).flatMap((names) => names.split(","));
  const named = (all: readonly { readonly name: string }[]) =>
    all.map(({ name }) => name).filter((name) => only.includes(name));
  const unknown = only.filter(
    (name) => ![...named(contenders), ...named(workloads), ...EXTRAS].includes(name),
  );
  if (unknown.length > 0) throw new UsageError(`--only: there is no ${unknown.join(", ")}\n\n${USAGE}`);
  const areExtrasAlone = only.length > 0 && only.every((name) => EXTRAS.includes(name));
  const chosen = { contenders: named(contenders), workloads: named(workloads) };
  return {
    json: values.json ?? false,
    contenders: new Set(
      chosen.contenders.length > 0 || areExtrasAlone ? chosen.contenders : contenders.map(({ name }) => name),
    ),
    workloads: workloads.filter(({ name }) =>
      chosen.workloads.length > 0 || areExtrasAlone
        ? chosen.workloads.includes(name)
        : !short || neededWorkloads.has(name),
    ),
    scale: (only.length === 0 && !short) || only.includes(SCALE),
    guard: only.length === 0 || only.includes(GUARD),
    idle: only.length === 0 || only.includes(IDLE),
    syscalls: only.length === 0 || only.includes(SYSCALLS),
    oneShot: values.baseline !== undefined && (only.length === 0 || only.includes(ONE_SHOT)),
    generator: only.length === 0 || only.includes(GENERATOR),
    complete: only.length === 0 && !short,
    rounds: number("rounds", values.rounds ?? (short ? "3" : "5")),
    seconds: number("seconds", values.seconds ?? (short ? "0.4" : "1")),
    baseline: values.baseline,
    nodes: (values.node ?? []).flatMap((paths) => paths.split(",")).flatMap(nodeAt),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        short: { type: "boolean" },
        only: { type: "string", multiple: true },
        rounds: { type: "string" },
        seconds: { type: "string" },
        baseline: { type: "string" },
        node: { type: "string", multiple: true },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function nodeAt(path: string): Contender[] {
  try {
    return onNode(path);
  } catch (error) {
    throw new UsageError(`--node: ${(error as Error).message}\n\n${USAGE}`);
  }
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new UsageError(`--${name} takes a number above 0, not ${text}\n\n${USAGE}`);
}
