import { setTimeout as sleep } from "node:timers/promises";
import type { CutProxy, Way } from "../../integration/faults/support/cut-proxy.js";
import type { Random } from "../../support/random.js";
import type { FaultWindow } from "./history.js";
import { IDLE } from "./settings.js";
import type { Site } from "./site.js";

/** Something that happens in production now and then. */
export interface Fault extends Pick<FaultWindow, "kind" | "touches" | "redelivers" | "loses"> {
  /** Lets it happen; resolves when its cause is gone. */
  happen(random: Random): Promise<void>;
}

/** A fault that all may notice, and that ends connections of servers. */
export function general(kind: string, happen: Fault["happen"], more: Partial<Fault> = {}): Fault {
  return { kind, touches: "all", redelivers: true, loses: false, happen, ...more };
}

/** Long enough to be found out, or not. */
export async function whileAway(random: Random): Promise<void> {
  await sleep(500 + random.below(2 * IDLE * 1000));
}

/** What befalls connections on their way through a proxy. */
export function networkFaults(
  proxy: CutProxy,
  whose: string,
  { touches, redelivers }: Pick<Fault, "touches" | "redelivers">,
): Fault[] {
  const fault = (kind: string, happen: (random: Random) => unknown): Fault => ({
    kind: `${whose}: ${kind}`,
    touches,
    redelivers,
    loses: false,
    happen: async (random) => {
      await happen(random);
      proxy.go();
    },
  });
  return [
    fault("connections cut", () => proxy.sever()),
    fault("a connection cut in a frame", (random) => {
      proxy.cutOnce({ [wayOf(random)]: 1 + random.below(5_000) });
      return sleep(3_000);
    }),
    fault("nothing passed on one way", (random) => {
      proxy.stall(wayOf(random));
      return whileAway(random);
    }),
    fault("nothing passed on", (random) => {
      proxy.stall("up", "down");
      return whileAway(random);
    }),
    fault("half closed", (random) => proxy.halfClose(wayOf(random))),
    fault("slow", (random) => {
      proxy.delay(100 + random.below(1_400));
      return sleep(4_000);
    }),
  ];
}

function wayOf(random: Random): Way {
  return random.below(2) === 0 ? "up" : "down";
}

/** What befalls the programs that meet. */
export function programFaults(site: Site): Fault[] {
  const [, second = "", third = ""] = site.servers;
  const client = site.clients.at(-1) ?? "";
  const pause = async (name: string, random: Random) => {
    site.signal(name, "SIGSTOP");
    await whileAway(random);
    site.signal(name, "SIGCONT");
  };
  return [
    general("a server stopped for a while", (random) => pause(second, random)),
    {
      kind: "a client stopped for a while",
      touches: [client],
      redelivers: false,
      loses: false,
      happen: (random) => pause(client, random),
    },
    general(
      "a server killed",
      async (random) => {
        await site.killServer(third);
        await sleep(random.below(3_000));
        await site.startServer(third);
      },
      { loses: true },
    ),
    {
      kind: "a server replaced in good order",
      touches: [second],
      redelivers: false,
      loses: false,
      happen: async () => {
        await site.stopServer(second);
        await site.startServer(second);
      },
    },
  ];
}
