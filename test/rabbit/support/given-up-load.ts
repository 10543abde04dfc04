import { setTimeout as sleep } from "node:timers/promises";
import type { ThingClient } from "../../integration/service/thing-service.js";
import { tally } from "./tally.js";

/** Calls of each kind a second, for so many seconds. */
export interface GivenUpLoad {
  readonly seconds: number;
  readonly calls: number;
  readonly aborts: number;
  readonly expiries: number;
  /** Seconds after which a message is given up; some are at once, whatever it says. */
  readonly patience: number;
}

/** How the calls ended: `answered`, or the name and message of the error. */
export interface GivenUpResult {
  readonly others: Readonly<Record<string, number>>;
  readonly givenUp: Readonly<Record<string, number>>;
}

/** Makes calls, some of which are given up at every stage of their way. */
export async function giveUpAmongCalls(client: ThingClient, load: GivenUpLoad): Promise<GivenUpResult> {
  const others: Promise<string>[] = [];
  const givenUp: Promise<string>[] = [];
  const kinds = [
    { rate: load.calls, begin: (n: number) => others.push(named(echo(client, n))) },
    { rate: load.aborts, begin: (n: number) => givenUp.push(named(abort(client, n, load.patience))) },
    { rate: load.expiries, begin: (n: number) => givenUp.push(named(expire(client, n, load.patience))) },
  ];
  const begun = kinds.map(() => 0);
  const startedAt = performance.now();
  for (let elapsed = 0; elapsed < load.seconds; elapsed = (performance.now() - startedAt) / 1000) {
    for (const [index, { rate, begin }] of kinds.entries()) {
      for (let n = begun[index] ?? 0; n < elapsed * rate; n++) {
        begin(n);
        begun[index] = n + 1;
      }
    }
    await sleep(5);
  }
  return { others: tally(await Promise.all(others)), givenUp: tally(await Promise.all(givenUp)) };
}

async function echo(client: ThingClient, value: unknown): Promise<string> {
  return (await client.echo(value)) === value ? "answered" : "the answer of another call";
}

function named(end: Promise<unknown>): Promise<string> {
  return end.then(
    (value) => String(value),
    (error: Error) => `${error.name}: ${error.message.replace(/\d+/g, "N")}`,
  );
}

/** In the turn it is made in, in the next one, or when the broker has it for a while. */
function abort(client: ThingClient, n: number, patience: number): Promise<unknown> {
  const controller = new AbortController();
  const impatient = client.prepare({ signal: controller.signal });
  const call = n % 4 === 3 ? impatient.sink(n) : echo(impatient, n);
  const end = () => controller.abort(new Error("given up"));
  if (n % 3 === 0) queueMicrotask(end);
  else if (n % 3 === 1) setImmediate(end);
  else setTimeout(end, patience * 1000);
  return call;
}

/** Before its outcome, or around the time its reply comes. */
function expire(client: ThingClient, n: number, patience: number): Promise<unknown> {
  if (n % 3 === 0) return echo(client.prepare({ timeout: 0.002 }), n);
  if (n % 3 === 1) return client.prepare({ timeout: patience }).wait(patience - 0.002);
  return client.prepare({ timeout: 0.002 }).sink(n);
}
