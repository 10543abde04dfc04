import { defaults } from "../config/groups/default.js";
import { type Descriptions, describeAll } from "../discovery/server-descriptions.js";
import { MessagingError } from "../errors/messaging-error.js";
import { cut } from "../log/cut.js";
import type { ServerDescription } from "../rpc/discovery-endpoint.js";
import type { RpcTransport } from "../transport/rpc-transport.js";

/** A topic that servers listen at. */
export interface Place {
  readonly topic: string;
  /** As a target has it: undefined for the configured one. */
  readonly exchange: string | undefined;
  /** Its name. */
  readonly shown: string;
}

/** The answers of a topic's servers. */
export interface Look {
  readonly place: Place;
  readonly servers: readonly ServerDescription[];
  /** Nobody has answered, or was asked: there may be servers all the same. */
  readonly isSilent: boolean;
  /** Nobody has answered, or servers that do not tell their definitions: those may say that values are secret. */
  readonly isUntold: boolean;
  /** Why not all, or none, of them tell of themselves. */
  readonly problem?: string;
  /** They could not be asked. */
  readonly failure?: string;
}

/** Seconds in which servers answer that are asked over links that are there. */
const PATIENCE = 1;

/** Characters of a name that a peer gives. */
const LONGEST_NAME = 255;

/** Times that they are asked at first, until one answers: connection and links are made then. */
const FIRST_TRIES = 3;

/** @param exchange undefined for the configured one */
export function placeOf(topic: string, exchange: string | undefined, { configuration }: RpcTransport): Place {
  const configured = configuration.get(defaults.controlExchange);
  return { topic, exchange: exchange === configured ? undefined : exchange, shown: exchange ?? configured };
}

/** Whether another place is the same one. */
export function sameAs({ topic, shown }: Place): (other: Place) => boolean {
  return (other) => other.topic === topic && other.shown === shown;
}

/**
 * Asks the servers of a topic for their descriptions.
 *
 * @param isFirst they are asked again when nobody answers
 * @param services whether their definitions are wanted, too
 */
export async function lookAt(
  transport: RpcTransport,
  place: Place,
  isFirst: boolean,
  services = true,
): Promise<Look> {
  const { topic, exchange } = place;
  const ask = () => describeAll(transport, { topic, exchange }, { timeout: PATIENCE, services });
  try {
    let found = await ask();
    const isSilent = () => found.servers.length + found.others === 0;
    for (let tries = 1; isFirst && isSilent() && tries < FIRST_TRIES; tries += 1) found = await ask();
    const problem = problemOf(place, found);
    const isUntold =
      isSilent() || found.others > 0 || found.servers.some(({ services: told }) => told === undefined);
    return {
      place,
      servers: found.servers,
      isSilent: isSilent(),
      isUntold,
      ...(problem !== undefined && { problem }),
    };
  } catch (error) {
    if (!(error instanceof MessagingError)) throw error;
    return { ...notLookedAt(place, error.message), failure: error.message };
  }
}

/** The look at servers that were not asked, and why they were not. */
export function notLookedAt(place: Place, problem: string): Look {
  return { place, servers: [], isSilent: true, isUntold: true, problem };
}

/** A name that a peer gives, as far as it is shown. */
export function shownName(name: string): string {
  return cut(name, LONGEST_NAME);
}

function problemOf({ topic, shown }: Place, { servers, others, why }: Descriptions): string | undefined {
  if (others > 0) return `${others} servers answer and do not tell of themselves, as those in Python`;
  if (servers.length > 0) return undefined;
  const silence = `no server of topic ${topic} in exchange ${shown} answers`;
  return why === undefined ? silence : `${silence}: ${why}`;
}
