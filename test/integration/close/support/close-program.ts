// Closes transports at every moment, with the peer at PORT silent or gone from then on, and ends when nothing keeps
// it: node close-program.js 'amqp://user:password@HOST/?link_retry_delay=3600' PORT
import { timers } from "../../../../src/time/timers.js";
import { FrameGate } from "./frame-gate.js";
import { type Use, uses } from "./uses.js";

/** ms without a word of the peer after which it has said what it has to say. */
const QUIET = 500;
/** ms until what keeps the process is told of; far more than the slowest machine needs. */
const PATIENCE = 120_000;
/** Turns of the event loop in which everything has happened where there is no peer. */
const TURNS = 6;

const [url = "", port = "0"] = process.argv.slice(2);

/** What has not come to its end yet. */
const open = new Set<string>();
/** Everything that connected, at every moment. */
const closed: { readonly took: number; readonly ends: readonly string[] }[] = [];

setTimeout(() => {
  console.error(`still open: ${[...open].slice(0, 20).join(", ")}`);
  console.error(`this keeps the process: ${process.getActiveResourcesInfo().join(", ")}`);
  process.exit(1);
}, PATIENCE).unref();

const everywhere = url.startsWith("fake:") ? closeInEachTurn : closeAfterEachFrame;
await Promise.all(Object.entries(uses).map(([name, use]) => everywhere(name, use)));
const report = {
  closed: closed.length,
  slowest: Math.max(...closed.map(({ took }) => took)),
  ends: [...new Set(closed.flatMap(({ ends }) => ends))],
  timers: timers.size,
};
console.log(JSON.stringify(report));

async function closeInEachTurn(name: string, use: (url: string) => Use): Promise<void> {
  for (let turns = 0; turns < TURNS; turns += 1) {
    const used = begin(use, url);
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await end(`${name}: in turn ${turns}`, used);
  }
}

async function closeAfterEachFrame(name: string, use: (url: string) => Use): Promise<void> {
  const frames = await closeAfter(`${name}: all`, use, Number.POSITIVE_INFINITY, "silent");
  const counts = Array.from({ length: frames + 1 }, (_, count) => count);
  await closeAfter(`${name}: no TLS`, (plain) => use(`${plain}&ssl=true`), 0, "silent");
  // Not both at once: a machine that is too busy would show how busy it is.
  for (const then of ["silent", "gone"] as const) {
    await Promise.all(counts.map((count) => closeAfter(`${name}: ${then} after ${count}`, use, count, then)));
  }
}

/** Uses a transport that hears so many headers and frames, and closes it then. Returns how many the peer has sent. */
async function closeAfter(
  name: string,
  use: (url: string) => Use,
  count: number,
  then: "silent" | "gone",
): Promise<number> {
  const gate = await FrameGate.open(Number(port), count);
  const used = begin(use, url.replace("HOST", `127.0.0.1:${gate.port}`));
  await Promise.race([gate.full, quiet(gate)]);
  if (then === "gone") gate.cut();
  await quiet(gate, 0);
  const { seen } = gate;
  await end(name, used);
  gate.cut();
  return seen;
}

interface Used extends Pick<Use, "close"> {
  /** What has become of everything that was under way. */
  readonly ends: Promise<readonly string[]>;
}

function begin(use: (url: string) => Use, at: string): Used {
  const { work, close } = use(at);
  return { ends: Promise.all(work.map(endOf)), close };
}

/** Closes it, and waits until everything that was under way has come to an end. */
async function end(name: string, { ends, close }: Used): Promise<void> {
  open.add(name);
  const begun = performance.now();
  await close();
  closed.push({ ends: await ends, took: performance.now() - begun });
  open.delete(name);
}

/** What became of it: a code for each of our errors. */
async function endOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    return String((error as { code?: string }).code ?? error);
  }
}

/** Resolves when the peer has said nothing for so many ms, and what it said has been read. */
async function quiet(gate: FrameGate, milliseconds = QUIET): Promise<void> {
  for (let seen = -1; seen !== gate.seen; ) {
    seen = gate.seen;
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
}
