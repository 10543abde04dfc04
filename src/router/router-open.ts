import { randomUUID } from "node:crypto";
import { TAP_CAPABILITY } from "../amqp/codec/tap-source.js";
import type { OpenOptions } from "../amqp/engine/terms.js";
import { PACKAGE_VERSION } from "../package/package-version.js";
import type { RouterLimits } from "./limits.js";

/** The `product` a router names itself by: anything but `qpid-cpp` makes peers use routable addresses. */
const PRODUCT = "oslo-rpc-router";

/** The `open` of a router, the same for each client. */
export function routerOpen(limits: RouterLimits): OpenOptions {
  return {
    containerId: `${PRODUCT}-${randomUUID()}`,
    limits: {
      ...limits,
      // Larger ones end their link, and these are thrown away as they come.
      maxMessageSize: 2 * limits.maxMessageSize,
      // Those that were refused count until the client detaches them as well.
      maxLinks: 2 * limits.maxLinks,
    },
    // A peer is to send something within half of the time after which it is given up.
    ...(limits.idleTimeout > 0 && { idleTimeOut: Math.round(limits.idleTimeout / 2) }),
    properties: { product: PRODUCT, version: PACKAGE_VERSION },
    offeredCapabilities: ["ANONYMOUS-RELAY", TAP_CAPABILITY],
  };
}
