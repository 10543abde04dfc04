import type { Reply } from "../drivers/driver.js";
import { MessageUndeliverable, MessagingTimeout } from "../errors/delivery-errors.js";
import { PING_METHOD } from "../messaging/own-methods.js";
import type { Target } from "../messaging/target.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { rounded } from "./latencies.js";

/** A server's sign of life. */
export interface Pong {
  /** Null when the question went to all, and the answer does not say whose it is. */
  readonly server: string | null;
  /** `pong`, or what a server without the ping endpoint said. */
  readonly answer: string;
  readonly ms: number;
}

type Place = Pick<Target, "topic" | "exchange">;

interface PingSettings {
  /** Seconds to wait for answers. */
  readonly timeout: number;
  readonly onPong: (pong: Pong) => void;
}

const message = { method: PING_METHOD, args: {} };

/** Asks all servers of a topic at once, and gathers answers until the time is up. */
export async function pingTopic(
  transport: RpcTransport,
  place: Place,
  { timeout, onPong }: PingSettings,
): Promise<readonly Pong[]> {
  const target = { ...place, fanout: true };
  // The first answer comes late, for connection and links are made first. What counts is asked again.
  const controller = new AbortController();
  const first = await gather(transport, target, timeout, () => controller.abort(), controller.signal);
  if (!first) return [];
  const pongs: Pong[] = [];
  const sent = performance.now();
  await gather(transport, target, timeout, (reply) => {
    const pong = { server: null, answer: answerOf(reply), ms: rounded(performance.now() - sent) };
    pongs.push(pong);
    onPong(pong);
  });
  return pongs;
}

/**
 * Asks servers by their names. One that is not there is left out of the answers.
 *
 * @throws what else keeps a server from being asked, once all the others have been.
 */
export async function pingServers(
  transport: RpcTransport,
  place: Place,
  { servers, timeout, onPong }: PingSettings & { readonly servers: readonly string[] },
): Promise<readonly Pong[]> {
  const ask = async (server: string): Promise<Pong | undefined> => {
    const once = () =>
      transport.send({ ...place, server }, {}, message, { waitForReply: true, timeout, retry: 0 });
    try {
      await once();
      const sent = performance.now();
      const reply = await once();
      const pong = { server, answer: answerOf(reply), ms: rounded(performance.now() - sent) };
      onPong(pong);
      return pong;
    } catch (error) {
      if (error instanceof MessagingTimeout || error instanceof MessageUndeliverable) return undefined;
      throw error;
    }
  };
  const asked = [...new Set(servers)].map(ask);
  await Promise.allSettled(asked);
  const pongs = await Promise.all(asked);
  return pongs.filter((pong) => pong !== undefined);
}

/** True when there was an answer before the time was up, or the wait was aborted. */
async function gather(
  transport: RpcTransport,
  target: Target,
  timeout: number,
  onAnswer: (reply: Reply) => void,
  signal?: AbortSignal,
): Promise<boolean> {
  let isAnswered = false;
  const onReply = (reply: Reply) => {
    isAnswered = true;
    onAnswer(reply);
  };
  try {
    await transport.send(target, {}, message, { waitForReply: true, timeout, retry: 0, signal, onReply });
  } catch (error) {
    if (!(error instanceof MessagingTimeout || signal?.aborted)) throw error;
  }
  return isAnswered;
}

function answerOf(reply: Reply | undefined): string {
  if (reply === undefined) return "nothing";
  if (!("failure" in reply)) return String(reply.response);
  const { class: name } = reply.failure;
  return name === "NoSuchMethod" || name === "UnsupportedVersion" ? "alive, without pings" : `alive, ${name}`;
}
