import { PING_METHOD } from "../messaging/own-methods.js";
import type { DispatchedEndpoint } from "./dispatcher.js";

/** Answers pings, whatever their arguments (`oslo_messaging.rpc.dispatcher.PingEndpoint`). */
export const pingEndpoint: DispatchedEndpoint = {
  namespace: undefined,
  version: "1.0",
  methods: new Map([
    [PING_METHOD, { service: undefined, accept: () => ({}), run: async () => "pong", errors: [] }],
  ]),
};
