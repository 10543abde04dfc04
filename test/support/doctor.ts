import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { examine } from "../../src/doctor/examine.js";
import type { DoctorFinding } from "../../src/doctor/finding.js";
import { consoleLogger, type ServiceDescriptor } from "../../src/index.js";

/** A configuration file, and what is to be examined beside it. */
export interface Case {
  readonly lines: readonly string[];
  readonly definitions?: readonly ServiceDescriptor[];
  readonly timeout?: number;
  readonly http?: URL;
}

/** The findings about a configuration file of the lines. */
export async function findingsOf({
  lines,
  definitions = [],
  timeout = 5,
  http,
}: Case): Promise<readonly DoctorFinding[]> {
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-doctor-"));
  const file = join(folder, "service.conf");
  writeFileSync(file, `${lines.join("\n")}\n`);
  const findings: DoctorFinding[] = [];
  try {
    await examine({
      fallbackUrl: "amqp://127.0.0.1:1",
      sources: { files: [file] },
      definitions,
      timeout,
      http,
      log: consoleLogger({ level: "silent" }),
      report: (finding) => findings.push(finding),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
  return findings;
}

/** The names of the checks that found something. */
export async function checksOf(examined: Case): Promise<readonly string[]> {
  return (await findingsOf(examined)).map(({ check }) => check);
}
