import { spawnSync } from "node:child_process";
import type { Peer } from "./peers.js";

// A Python from elsewhere may come first in PATH; apt's packages are seen by Debian's own alone.
const CANDIDATES = ["/usr/bin/python3", "python3"];
const PACKAGES = ["python3-oslo.messaging", "python3-pyngus", "python3-qpid-proton"];

/** Spare it half of its start: eventlet's own resolver of names, and setuptools in the place of distutils. */
export const LIGHT_PYTHON = { EVENTLET_NO_GREENDNS: "yes", SETUPTOOLS_USE_DISTUTILS: "stdlib" };

let found: { readonly program: string } | { readonly reason: string } | undefined;

function find(): { readonly program: string } | { readonly reason: string } {
  const reasons: string[] = [];
  for (const program of CANDIDATES) {
    const tried = spawnSync(program, ["-c", "import oslo_messaging, pyngus, proton"], {
      encoding: "utf8",
      timeout: 30_000,
      env: { ...process.env, ...LIGHT_PYTHON },
    });
    if (tried.status === 0) return { program };
    // The last line of the traceback, or that it took too long, or that there is no such program.
    const why = tried.stderr?.trim().split("\n").at(-1) || tried.error?.message;
    reasons.push(`${program}: ${why}`);
  }
  return { reason: reasons.join("; ") };
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

/** What generated Python checks values with. */
export const pythonJsonschema: Peer = {
  name: "jsonschema for Python",
  install: "apt-get install -y python3-jsonschema",
  missing() {
    if (pythonOslo.missing() !== undefined) return "there is no Python for it";
    const script = "import jsonschema; jsonschema.Draft202012Validator";
    const { status, stderr } = spawnSync(pythonProgram(), ["-W", "ignore", "-c", script], {
      encoding: "utf8",
    });
    return status === 0 ? undefined : stderr.trim().split("\n").at(-1);
  },
};

/** The type checker of Python. */
export const mypy: Peer = {
  name: "mypy",
  install: "apt-get install -y mypy",
  missing() {
    const { error, status } = spawnSync("mypy", ["--version"], { encoding: "utf8" });
    return status === 0 ? undefined : (error?.message ?? "it does not run");
  },
};
