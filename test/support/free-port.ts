import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";

const HOST = "127.0.0.1";
const LOWEST = 10_000;
const HIGHEST = 65_535;
const ATTEMPTS = 1_000;
const GIVEN_OUT = "/proc/sys/net/ipv4/ip_local_port_range";

/**
 * A port of 127.0.0.1 that nobody listens on, for what has to be told its port beforehand, is started a second time
 * on it, or is not there. No connection gets it for its own end, whatever is up or down, and no other test that asks
 * for a free port as long as this process lives.
 */
export async function freePort(): Promise<number> {
  const [first, last] = givenOut();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    if (port >= first && port <= last) continue;
    if ((await isKept(port)) && (await isFree(port))) return port;
  }
  throw new Error(`none of ${ATTEMPTS} ports was free`);
}

/** So many of them. */
export async function freePorts(count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, freePort));
}

/** The first and the last of the ports that sockets get which have not chosen one; IANA's where nothing says it. */
function givenOut(): readonly [number, number] {
  if (!existsSync(GIVEN_OUT)) return [49_152, 65_535];
  const [first = 0, last = 0] = readFileSync(GIVEN_OUT, "utf8").trim().split(/\s+/).map(Number);
  return [first, last];
}

/** Takes the port of UDP, which nothing here uses, as a sign for others that the one of TCP is somebody's. */
function isKept(port: number): Promise<boolean> {
  const sign = createSocket("udp4").unref();
  return succeeds(once(sign.bind({ port, address: HOST, exclusive: true }), "listening"));
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  if (!(await succeeds(once(server.listen(port, HOST), "listening")))) return false;
  await once(server.close(), "close");
  return true;
}

async function succeeds(listening: Promise<unknown>): Promise<boolean> {
  try {
    await listening;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  }
}
