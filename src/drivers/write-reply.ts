import type { Logger } from "../log/logger.js";
import type { Reply, RpcMessage } from "./driver.js";

/**
 * Writes the body of a reply. A result that JSON cannot show, or whose `toJSON` throws, is the method's fault, and
 * its caller is told so.
 */
export function writeReply(
  { method }: RpcMessage,
  reply: Reply,
  encode: (reply: Reply) => string,
  log: Logger,
): string {
  try {
    return encode(reply);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "it cannot be shown";
    log.error({ method, reason }, "The answer of a method cannot be written as JSON");
    const message = `The answer of method ${method} cannot be written as JSON: ${reason}`;
    const failure = {
      class: "InvalidResult",
      module: "oslo_rpc.exceptions",
      message,
      tb: [],
      args: [message],
      kwargs: {},
    };
    return encode({ failure });
  }
}
