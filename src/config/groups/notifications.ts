import { type OptionGroup, optionsOf } from "../option.js";
import { integer, list, multiple, text } from "../option-types.js";

const GROUP = "oslo_messaging_notifications";
const define = optionsOf(GROUP);

/** Options of `[oslo_messaging_notifications]`. */
export const notifications = {
  driver: define("driver", multiple(text), {
    default: [],
    deprecated: [{ group: "DEFAULT", name: "notification_driver" }],
    help: "Notification drivers, all of which get every notification: messaging, messagingv2, routing, log, test, noop. Without one nothing is sent.",
  }),
  transportUrl: define("transport_url", text, {
    secret: true,
    deprecated: [{ group: "DEFAULT", name: "notification_transport_url" }],
    help: "Transport URL of notifications. Unset, they go where RPC goes.",
  }),
  topics: define("topics", list, {
    default: ["notifications"],
    deprecated: [
      { group: "rpc_notifier2", name: "topics" },
      { group: "DEFAULT", name: "notification_topics" },
    ],
    help: "Topics that every notification is sent to.",
  }),
  retry: define("retry", integer({ min: -1 }), {
    default: -1,
    help: "How often a notification that could not be delivered is sent again: 0 never, -1 without limit.",
    differs: "Values below -1 are refused.",
  }),
  routingConfig: define("routing_config", text, {
    default: "",
    deprecated: [{ group: "DEFAULT", name: "routing_notifier_config" }],
    help: "YAML file with the rules of the routing driver.",
  }),
};

/** The rows of `[oslo_messaging_notifications]`. */
export const notificationsGroup: OptionGroup = {
  name: GROUP,
  help: "Options of the notifier.",
  options: Object.values(notifications),
};
