/** The method every server answers when `rpc_ping_enabled` is set, in the null namespace and version 1.0. */
export const PING_METHOD = "oslo_rpc_server_ping";

/** The namespaces that begin so are of this library itself, and no part of a service. */
export const OWN_NAMESPACES = "oslo_rpc.";
