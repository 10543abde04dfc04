import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PythonLauncher } from "../../interop/support/python-process.js";
import type { Peer } from "../../support/peers.js";
import { pythonIn } from "./pythons.js";

const SCRIPT = fileURLToPath(new URL("../../../scripts/tracing-chroot.sh", import.meta.url));

function folder(): string {
  return spawnSync("bash", [SCRIPT, "--where"], { encoding: "utf8" }).stdout.trim();
}

/** oslo.messaging 18 with the SDK of OpenTelemetry. */
export const tracingPython: Peer = {
  name: "oslo.messaging 18 with OpenTelemetry",
  install: "bash scripts/tracing-chroot.sh",
  missing: () => {
    if (process.getuid?.() !== 0) return "it is run as root";
    return existsSync(join(folder(), ".complete")) ? undefined : "it has not been built";
  },
};

export const inTracingChroot: PythonLauncher = (peers, script) => pythonIn(folder())(peers, script);
