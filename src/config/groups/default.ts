import { type OptionGroup, optionsOf } from "../option.js";
import { boolean, integer, text } from "../option-types.js";

const define = optionsOf("DEFAULT");

/** Options of `[DEFAULT]`, which hold for every driver. */
export const defaults = {
  transportUrl: define("transport_url", text, {
    default: "rabbit://",
    secret: true,
    help: "Where the messages go: driver://[user:password@]host:port[,...]/virtual_host?option=value.",
  }),
  controlExchange: define("control_exchange", text, {
    default: "openstack",
    help: "Exchange of every topic whose target names none.",
  }),
  rpcResponseTimeout: define("rpc_response_timeout", integer({ min: 0 }), {
    default: 60,
    help: "Seconds a call waits for its reply when the caller gives no timeout.",
    differs: "Negative values are refused.",
  }),
  executorThreadPoolSize: define("executor_thread_pool_size", integer({ min: 1 }), {
    default: 64,
    deprecated: [{ group: "DEFAULT", name: "rpc_thread_pool_size" }],
    help: "How many methods a server runs at the same time.",
    differs: "Counts running methods, as there are no threads; values below 1 are refused.",
  }),
  rpcPingEnabled: define("rpc_ping_enabled", boolean, {
    default: false,
    help: "Makes every RPC server answer the method oslo_rpc_server_ping.",
  }),
  rpcDiscoveryEnabled: define("rpc_discovery_enabled", boolean, {
    default: true,
    help: "Makes every RPC server answer the method describe_server of namespace oslo_rpc.discovery: oslo-rpc describe, call --live and top ask for it.",
    differs: "oslo.messaging has no such option.",
  }),
};

/** The rows of `[DEFAULT]`. */
export const defaultGroup: OptionGroup = {
  name: "DEFAULT",
  help: "Options of RPC and transports in general.",
  options: Object.values(defaults),
};
