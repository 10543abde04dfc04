import { spawnSync } from "node:child_process";
import type { Peer } from "./peers.js";

// A Python from elsewhere may come first in PATH; apt's packages are seen by Debian's own alone.
const CANDIDATES = ["/usr/bin/python3", "python3"];
const PACKAGES = ["python3-oslo.messaging", "python3-pyngus", "python3-qpid-proton"];

let found: { readonly program: string } | { readonly reason: string } | undefined;

function find(): { readonly program: string } | { readonly reason: string } {
  let reason: string | undefined;
  for (const program of CANDIDATES) {
    const tried = spawnSync(program, ["-c", "import oslo_messaging, pyngus, proton"], { encoding: "utf8" });
    if (tried.status === 0) return { program };
    if (tried.error === undefined) reason ??= `${program}: ${tried.stderr.trim().split("\n").at(-1)}`;
  }
  return { reason: reason ?? "there is no python3" };
}

/** The real oslo.messaging 14 with what its AMQP 1.0 driver needs. */
export const pythonOslo: Peer = {
  name: "Python oslo.messaging with its AMQP 1.0 driver",
  install: `apt-get install -y ${PACKAGES.join(" ")}`,
  missing() {
    found ??= find();
    return "reason" in found ? found.reason : undefined;
  },
};

/** Path of the Python that has it; call it only where {@link pythonOslo} is not missing. */
export function pythonProgram(): string {
  found ??= find();
  if ("reason" in found) throw new Error(`${pythonOslo.name} is missing: ${found.reason}`);
  return found.program;
}
