import { InvalidTarget } from "../errors/setup-errors.js";
import type { Target } from "./target.js";

/**
 * Refuses what can be no part of an address: addresses are UTF-8, which has no halves of surrogate pairs. An encoder
 * fails at one, or writes the same character for all, and two names would be one.
 *
 * @param what the kind of name, for the message
 * @throws {InvalidTarget}
 */
export function checkAddressName(what: string, name: string | undefined): void {
  if (name === undefined || name.isWellFormed()) return;
  throw new InvalidTarget(
    `The ${what} ${JSON.stringify(name)} holds half of a surrogate pair, which no address can: it was cut, or decoded wrongly`,
  );
}

/** The same for all names of a target that become part of an address. @throws {InvalidTarget} */
export function checkAddressNames({ topic, exchange, server }: Target): void {
  checkAddressName("topic", topic);
  checkAddressName("exchange", exchange);
  checkAddressName("server name", server);
}
