import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { brokerVersion } from "../test/rabbit/support/broker-version.js";
import { BUILD_FOLDER } from "./build.js";
import { PeerProcess } from "./peer-process.js";
import { joinRabbit, rabbitMissing } from "./rabbit.js";
import { limit, type Ratio } from "./ratios.js";

/** What a call has to win where the broker offers direct reply-to, and what it may cost elsewhere: noise. */
const TARGET = 0.6;
const UNCHANGED = 1.05;
const DIRECT_SINCE = 4.2;
const LIMIT_MS = 30_000;
const CALL = ["call", "bench", "echo_any", "value=1", "--exchange", "bench", "--namespace", "bench"];

/** Passes on what comes over its connections, and knows when the first one was made. */
interface Gate {
  readonly url: string;
  /** Resolves with the time of the next connection, in ms. */
  connected(): Promise<number>;
  close(): void;
}

/**
 * What `oslo-rpc call` takes over RabbitMQ from its connection to its end, over what it took in an older build: a
 * process for each call, both builds in turn. Of several the shortest counts: whatever else a machine does only ever
 * makes such a process slower.
 *
 * @param before folder of the older build
 */
export async function oneShotRatio(before: string, rounds: number): Promise<Ratio> {
  if (!existsSync(commandOf(before))) throw new Error(`${before} holds no command to compare with`);
  const missing = rabbitMissing();
  if (missing !== undefined) throw new Error(missing);
  const rabbit = await joinRabbit();
  const gate = await openGate(new URL(rabbit.url));
  const program = `${BUILD_FOLDER}/bench/peers/ours-server.js`;
  const server = await PeerProcess.start("ours-server", process.execPath, [program, rabbit.url]);
  try {
    const [now, then] = [BUILD_FOLDER, before];
    for (const folder of [now, then]) await callOnce(folder, gate);
    const least = new Map([now, then].map((folder) => [folder, Number.POSITIVE_INFINITY]));
    for (let round = 0; round < rounds; round += 1) {
      // Whoever comes second in one round comes first in the next.
      for (const folder of round % 2 === 0 ? [now, then] : [then, now]) {
        least.set(folder, Math.min(least.get(folder) ?? Number.NaN, await callOnce(folder, gate)));
      }
    }
    const ratio = (least.get(now) ?? Number.NaN) / (least.get(then) ?? Number.NaN);
    const version = (await brokerVersion(rabbit.url)).RabbitMQ ?? "";
    const target = Number.parseFloat(version) >= DIRECT_SINCE ? TARGET : UNCHANGED;
    const title = `one oslo-rpc call over RabbitMQ ${version}, from connection to exit: now / before`;
    return limit(title, ratio, target, "");
  } finally {
    gate.close();
    await server.stop();
    await rabbit.stop();
  }
}

function commandOf(folder: string): string {
  return `${folder}/src/cli/main.js`;
}

/** ms of one call. */
async function callOnce(folder: string, gate: Gate): Promise<number> {
  const connected = gate.connected();
  const child = spawn(process.execPath, [commandOf(folder), ...CALL, "--url", gate.url], {
    stdio: ["ignore", "ignore", "pipe"],
    timeout: LIMIT_MS,
  });
  const ended = await endOf(child);
  return ended - (await connected);
}

async function endOf(child: ChildProcess): Promise<number> {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  let ended = Number.NaN;
  child.once("exit", () => {
    ended = performance.now();
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`A call ended with ${code}: ${stderr}`);
  return ended;
}

async function openGate(broker: URL): Promise<Gate> {
  let tell: (at: number) => void = () => {};
  const server = createServer((near) => {
    tell(performance.now());
    const far = connect(Number(broker.port), broker.hostname);
    for (const socket of [near, far]) socket.setNoDelay(true).on("error", () => {});
    near.pipe(far).pipe(near);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `rabbit://${broker.username}:${broker.password}@127.0.0.1:${port}/`,
    connected: () =>
      new Promise((resolve) => {
        tell = resolve;
      }),
    close: () => server.close(),
  };
}
