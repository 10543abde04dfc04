import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { bundleConsole } from "../../../scripts/bundle-console.mjs";
import type { BusyBus } from "./busy-bus.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Starts `oslo-rpc console` on a bus, with its page made of the sources, as people start it in a terminal. */
export async function startConsole(
  { url, httpUrl }: BusyBus,
  options: readonly string[],
): Promise<ChildProcess> {
  await bundleConsole(`${ROOT}console/dist`);
  const definitions = ["my-service", "my-second-service"].flatMap((name) => [
    "--schema",
    `schemas/${name}.json`,
  ]);
  const command = ["src/cli/main.ts", "console", "--url", url, "--http", httpUrl, ...definitions, ...options];
  return spawn(process.execPath, ["--import", "tsx", ...command], {
    cwd: ROOT,
    stdio: ["ignore", options.includes("--json") ? "pipe" : "inherit", "inherit"],
  });
}

/** The link that a console prints which was started with `--json`. */
export async function linkOf(program: ChildProcess): Promise<string> {
  if (program.stdout === null) throw new Error("its output is not read");
  const lines = createInterface(program.stdout);
  const [line] = await Promise.race([
    once(lines, "line") as Promise<[string]>,
    once(program, "exit").then(([code]) => {
      throw new Error(`the console has ended with ${code}`);
    }),
  ]);
  return (JSON.parse(line) as { url: string }).url;
}

/** Ends a program and waits until it has. */
export async function endProgram(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  program.kill("SIGTERM");
  await once(program, "exit");
}
