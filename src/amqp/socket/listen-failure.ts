import { ServerListenError } from "../../errors/setup-errors.js";
import { formatAddress } from "./dial.js";

const ADVICE: ReadonlyMap<string, string> = new Map([
  ["EADDRINUSE", "the port is in use; stop the program that has it, or choose another port"],
  ["EACCES", "the port is reserved; choose one above 1023"],
  ["EADDRNOTAVAIL", "this machine has no such address"],
  ["ENOTFOUND", "there is no such host"],
]);

/** The error of a program that cannot listen, with what to do. */
export function listenFailure(
  address: { readonly host: string; readonly port: number },
  error: NodeJS.ErrnoException,
): ServerListenError {
  const reason = ADVICE.get(error.code ?? "") ?? error.message;
  return new ServerListenError(`Cannot listen on ${formatAddress(address)}: ${reason}`, { cause: error });
}
