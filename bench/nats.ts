import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A NATS server of its own for the bench. */
export interface NatsServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Debian puts it where only root looks. */
const PATH = `${process.env.PATH}:/usr/sbin`;
const START_MS = 5_000;

/** Why there is no NATS server here, or undefined when there is one. */
export function natsMissing(): string | undefined {
  const found = spawnSync("nats-server", ["--version"], { env: { ...process.env, PATH } }).status === 0;
  return found ? undefined : "there is no nats-server; install it with: apt-get install -y nats-server";
}

export async function startNats(): Promise<NatsServer> {
  const port = await freePort();
  const args = ["--addr", "127.0.0.1", "--port", String(port)];
  const child = spawn("nats-server", args, { env: { ...process.env, PATH }, stdio: "ignore" });
  process.once("exit", () => child.kill());
  try {
    await listening(port);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return { url: `127.0.0.1:${port}`, pid: child.pid ?? 0, stop: () => stop(child) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function listening(port: number): Promise<void> {
  for (const end = performance.now() + START_MS; performance.now() < end; await sleep(20)) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return;
    } catch {
      // Not yet.
    } finally {
      socket.destroy();
    }
  }
  throw new Error("nats-server does not listen");
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}
