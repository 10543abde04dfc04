import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { recording, recordPeer } from "../../support/compatibility.js";
import type { Peer } from "../../support/peers.js";
import { Broker, type BrokerOptions } from "./broker.js";
import { brokerVersion } from "./broker-version.js";

const SCRIPT = fileURLToPath(new URL("../../../scripts/rabbit-chroot.sh", import.meta.url));

/** Release of Debian that the tests use, where they name none. */
const RELEASE = process.env.OSLO_RPC_TEST_DEBIAN || "trixie";

const folders = new Map<string, string>();

/** Where the Debian with RabbitMQ stands, or would stand. */
export function chrootFolder(release = RELEASE): string {
  let folder = folders.get(release);
  if (folder === undefined) {
    const env = { ...process.env, OSLO_RPC_TEST_DEBIAN: release };
    folder = spawnSync("bash", [SCRIPT, "--where"], { encoding: "utf8", env }).stdout.trim();
    folders.set(release, folder);
  }
  return folder;
}

/** The same file or folder as those see it who run beside RabbitMQ. */
export function insideChroot(path: string): string {
  return `/${relative(chrootFolder(), path)}`;
}

function missingChroot(release?: string): string | undefined {
  if (process.getuid?.() !== 0) return "it is run as root";
  return existsSync(join(chrootFolder(release), ".complete")) ? undefined : "it has not been built";
}

/** A RabbitMQ that tests may stop, change and start again. */
export const ownRabbit: Peer = {
  name: "RabbitMQ 4 in a folder of its own",
  install: "npm run test:rabbit",
  missing: () => missingChroot(),
};

/** The RabbitMQ and the oslo.messaging of a release of Debian. */
export function rabbitOf(release: string): Peer {
  return {
    name: `RabbitMQ of Debian ${release}`,
    install: `OSLO_RPC_TEST_DEBIAN=${release} bash scripts/rabbit-chroot.sh`,
    missing: () => missingChroot(release),
  };
}

/** Any RabbitMQ 4: the one of OSLO_RPC_TEST_RABBIT_URL, or one of our own. */
export const anyRabbit: Peer = {
  name: "RabbitMQ 4",
  install: "npm run test:rabbit, or set OSLO_RPC_TEST_RABBIT_URL",
  missing: () => (process.env.OSLO_RPC_TEST_RABBIT_URL ? undefined : missingChroot()),
};

/** Major version of the oslo.messaging beside RabbitMQ, which the Debian decides; 16 where there is none. */
export function newPythonVersion(release?: string): string {
  const packages = join(chrootFolder(release), "usr/lib/python3/dist-packages");
  if (missingChroot(release) !== undefined || !existsSync(packages)) return "16";
  const [, major = "16"] = /^oslo\.messaging-(\d+)/m.exec(readdirSync(packages).join("\n")) ?? [];
  return major;
}

/** Python's oslo.messaging as it stands beside that RabbitMQ. */
export const newPython: Peer = { ...ownRabbit, name: `oslo.messaging ${newPythonVersion()}` };

/** A broker to talk to, and what ends it. */
export interface RabbitUnderTest {
  readonly url: string;
  /** Process id of the node itself; undefined when it is none of ours. */
  readonly pid?: number | undefined;
  stop(): Promise<void>;
}

/** The broker of OSLO_RPC_TEST_RABBIT_URL, or a new one. */
export async function startRabbit(): Promise<RabbitUnderTest> {
  const url = process.env.OSLO_RPC_TEST_RABBIT_URL;
  const rabbit = url ? { url, stop: async () => {} } : await startOwnRabbit();
  if (recording) recordPeer(await brokerVersion(rabbit.url));
  return rabbit;
}

/** A new broker. */
export function startOwnRabbit(options: Omit<BrokerOptions, "chroot"> = {}): Promise<Broker> {
  return Broker.start({ chroot: chrootFolder(), ...options });
}

/** A new broker of a release of Debian. */
export function startRabbitOf(release: string, options: Omit<BrokerOptions, "chroot"> = {}): Promise<Broker> {
  return Broker.start({ chroot: chrootFolder(release), ...options });
}

/** For suites with many brokers or Python programs, which take their time to start on a busy machine. */
export const suiteLimit = { timeout: 600_000 };
