import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "../../support/random.js";
import { check } from "./checker.js";
import { type Fault, networkFaults, programFaults } from "./faults.js";
import { figures, summary } from "./figures.js";
import { checkFlatness } from "./flatness.js";
import { type FaultWindow, machineNow, readProcesses } from "./history.js";
import { Recorder } from "./recorder.js";
import { SETTLE } from "./settings.js";
import { type Intermediary, Site } from "./site.js";

const SECONDS = Number(process.env.SOAK_SECONDS ?? 600);
const SEED = Number(process.env.SOAK_SEED ?? randomInt(2 ** 31));
/** Requests a second. */
const RATE = Number(process.env.SOAK_RATE ?? 90);
/** Only faults with one of these texts in their name. */
const ONLY = process.env.SOAK_FAULTS?.split(",");
/** ms without a fault, in which all must go well. */
const QUIET = 6_000;

/** Lets servers and clients work at an intermediary while one thing after another goes wrong, and checks all of it. */
export async function produce(
  test: TestContext,
  start: (folder: string) => Promise<Intermediary>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-soak-"));
  test.diagnostic(`SOAK_SECONDS=${SECONDS} SOAK_SEED=${SEED} SOAK_RATE=${RATE}`);
  // The proxies are in this process.
  new Recorder(folder, "proxies");
  const intermediary = await start(folder);
  const site = await Site.start(test, intermediary, { folder, seed: SEED, rate: RATE });
  const from = machineNow();
  const windows = await disturb(site, intermediary, from + SECONDS * 1000);
  const to = machineNow();
  await site.stop(SETTLE);
  const left = await intermediary.left();

  const history = { processes: readProcesses(folder), windows };
  const findings = [
    ...site.findings,
    ...left.map((what) => ({ rule: "left", what })),
    ...check(history, intermediary),
    ...checkFlatness(history.processes, from, to),
  ];
  for (const line of figures(history)) test.diagnostic(line);
  if (findings.length === 0) rmSync(folder, { recursive: true });
  else {
    writeFileSync(join(folder, "windows.json"), JSON.stringify(windows));
    test.diagnostic(`what the programs wrote down is in ${folder}`);
  }
  assert.equal(findings.length, 0, summary(findings));
}

/** One fault after another, each with the time to recover from it and a quiet time. */
async function disturb(site: Site, intermediary: Intermediary, end: number): Promise<FaultWindow[]> {
  const faults = [
    ...networkFaults(site.clientProxy, "a client", { touches: ["client-1"], redelivers: false }),
    ...networkFaults(site.serverProxy, "a server", { touches: "all", redelivers: true }),
    ...programFaults(site),
    ...intermediary.faults,
  ].filter(({ kind }) => ONLY === undefined || ONLY.some((text) => kind.includes(text)));
  const random = new Random(SEED);
  const windows: FaultWindow[] = [];
  await sleep(QUIET);
  for (let turn = 0; machineNow() < end; turn += 1) {
    const { happen, ...fault } = next(faults, turn, random);
    const from = machineNow();
    await happen(random);
    const over = machineNow();
    windows.push({ ...fault, from, over, to: over + SETTLE });
    await sleep(SETTLE + QUIET);
    if (!(await site.sample())) break;
  }
  return windows;
}

/** All faults in one order, then in another: it shuffles them when each has been. */
function next(faults: Fault[], turn: number, random: Random): Fault {
  const at = turn % faults.length;
  if (at === 0) {
    for (let index = faults.length - 1; index > 0; index -= 1) {
      const other = random.below(index + 1);
      [faults[index], faults[other]] = [faults[other] as Fault, faults[index] as Fault];
    }
  }
  return faults[at] as Fault;
}
