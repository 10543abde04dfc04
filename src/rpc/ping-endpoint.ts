import type { DispatchedEndpoint } from "./dispatcher.js";

/** The method every server answers when `rpc_ping_enabled` is set, in the null namespace and version 1.0. */
export const PING_METHOD = "oslo_rpc_server_ping";

/** Answers pings, whatever their arguments (`oslo_messaging.rpc.dispatcher.PingEndpoint`). */
export const pingEndpoint: DispatchedEndpoint = {
  namespace: undefined,
  version: "1.0",
  methods: new Map([
    [PING_METHOD, { service: undefined, accept: () => ({}), run: async () => "pong", errors: [] }],
  ]),
};
