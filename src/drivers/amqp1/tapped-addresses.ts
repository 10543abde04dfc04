import type { CopiedMessage } from "../../amqp/codec/copied-messages.js";
import { bodyText, decodeMessage, decodeString, type IncomingMessage } from "../../amqp/codec/message.js";
import type { Target } from "../../messaging/target.js";
import { isUnreadable } from "../malformed-message.js";
import type { TappedMessage } from "../tapped-message.js";
import type { Addressing } from "./addressing.js";
import { decodeNotification, decodeReply, decodeRequest } from "./codec.js";

/** Stands for a name where only what is before it is wanted. */
const ANY = "x";

/** An address of a topic, and what goes there. */
export interface TappedAddress {
  readonly address: string;
  /** The kind of a message that goes to this address, or to one under it. */
  readonly kind: "any" | "server" | "fanout" | "notification";
  readonly target: Target;
  /** Every router copies what goes there to all who listen. */
  readonly isCopied: boolean;
}

/** The addresses of what goes to a topic; those of servers and severities are under the ones given. */
export function tappedAddresses(
  { topic, exchange }: Target,
  addressing: Addressing,
): readonly TappedAddress[] {
  const target = { topic, exchange };
  const server = addressing.rpcAddress({ ...target, server: ANY });
  const places: Readonly<Record<TappedAddress["kind"], string>> = {
    any: addressing.rpcAddress(target),
    server: server.slice(0, -1 - ANY.length),
    fanout: addressing.rpcAddress({ ...target, fanout: true }),
    notification: addressing.notificationAddress(topic),
  };
  // In legacy addresses, requests to any server and notifications begin alike.
  if (places.notification === places.any) return listOf(places, target).filter(({ kind }) => kind !== "any");
  return listOf(places, target);
}

function listOf(places: Readonly<Record<TappedAddress["kind"], string>>, target: Target): TappedAddress[] {
  return (Object.entries(places) as [TappedAddress["kind"], string][]).map(([kind, address]) => ({
    address,
    kind,
    target,
    isCopied: kind === "fanout",
  }));
}

/**
 * Reads a message that went to one of the addresses, or that answers one which did; undefined for one of a topic whose
 * name only begins as one of theirs.
 */
export function readTapped(
  places: readonly TappedAddress[],
  { address, seenAt, bytes }: CopiedMessage,
): TappedMessage | undefined {
  const near = places.filter((place) => address.startsWith(place.address));
  const place = near.find((one) => belongs(one, address.slice(one.address.length)));
  if (place === undefined && near.length > 0) return undefined;
  const under = place === undefined ? "" : address.slice(place.address.length + 1);
  const target = place && targetOf(place, under);
  try {
    const message = decodeMessage(bytes);
    if (place === undefined || target === undefined) return readReply(message, seenAt);
    const isNotification = place.kind === "notification" && under !== "";
    if (isNotification) return { kind: "notification", seenAt, target, ...decodeNotification(message) };
    const { message: request, context } = decodeRequest(message);
    const id = message.replyTo === undefined ? undefined : idOf(message.messageId);
    return { kind: "request", seenAt, target, message: request, context, id, size: bytes.length };
  } catch (error) {
    // Whatever is wrong with it, or with how it is read, those that came with it are still to be seen.
    return { kind: "unreadable", seenAt, target, reason: reasonOf(error) };
  }
}

/** Errors that nobody foresaw may quote the message, which has secrets. */
function reasonOf(error: unknown): string {
  if (isUnreadable(error)) return error.message;
  return `reading it failed with ${error instanceof Error ? error.name : "an error"}`;
}

/** @param rest what an address has beyond that of the place */
function belongs({ kind, address }: TappedAddress, rest: string): boolean {
  switch (kind) {
    case "server":
      return rest.startsWith(address.includes("/") ? "/" : ".");
    case "notification":
      return /^(?:\.[^./]+)?$/.test(rest);
    default:
      return rest === "";
  }
}

function readReply(message: IncomingMessage, seenAt: number): TappedMessage {
  const id = idOf(message.correlationId) ?? "";
  const body = bodyText(message);
  if (body === null) return { kind: "heartbeat", seenAt, id };
  return { kind: "reply", seenAt, id, reply: decodeReply(body) };
}

function targetOf({ kind, target }: TappedAddress, under: string): Target {
  if (kind === "server") return { ...target, server: under };
  return kind === "fanout" ? { ...target, fanout: true } : target;
}

function idOf(encoded: Buffer | undefined): string | undefined {
  return decodeString(encoded) ?? encoded?.toString("hex");
}
