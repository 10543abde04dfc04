import { InvalidTransport } from "../errors/setup-errors.js";
import type { NotificationTransport } from "./notification-transport.js";
import type { RpcTransport } from "./rpc-transport.js";
import { Transport } from "./transport.js";

/**
 * Checks what a program in JavaScript may get wrong.
 *
 * @param who what was given the transport, for the message
 * @throws {InvalidTransport} it is not one of RPC.
 */
export function checkRpcTransport(transport: RpcTransport, who: string): void {
  if (typeof transport?.send !== "function")
    throw wrong(transport, `${who} needs a transport of RPC`, "getRpcTransport");
}

/**
 * Checks what a program in JavaScript may get wrong.
 *
 * @param who what was given the transport, for the message
 * @throws {InvalidTransport} it is not one of notifications.
 */
export function checkNotificationTransport(transport: NotificationTransport, who: string): void {
  if (typeof transport?.sendNotification === "function") return;
  throw wrong(transport, `${who} needs a transport of notifications`, "getNotificationTransport");
}

function wrong(given: unknown, needs: string, maker: string): InvalidTransport {
  const what =
    given instanceof Transport
      ? "the other kind"
      : given === null
        ? "null"
        : `a value of type ${typeof given}`;
  return new InvalidTransport(`${needs}, which ${maker}() makes, and was given ${what}`);
}
