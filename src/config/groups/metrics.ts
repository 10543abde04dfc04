import { type OptionGroup, optionsOf, UNUSED } from "../option.js";
import { boolean, integer, text } from "../option-types.js";

const GROUP = "oslo_messaging_metrics";
const define = optionsOf(GROUP);

/** Options of `[oslo_messaging_metrics]`, with which Python's clients tell oslo.metrics of their calls. */
const metrics = [
  define("metrics_enabled", boolean, {
    default: false,
    help: "Sends figures of RPC calls to oslo.metrics.",
    differs: UNUSED,
  }),
  define("metrics_buffer_size", integer(), {
    default: 1000,
    help: "Figures that may wait to be sent.",
    differs: UNUSED,
  }),
  define("metrics_socket_file", text, {
    default: "/var/tmp/metrics_collector.sock",
    help: "Unix socket of oslo.metrics.",
    differs: UNUSED,
  }),
  define("metrics_process_name", text, {
    default: "",
    help: "Name of this process in the figures.",
    differs: UNUSED,
  }),
  define("metrics_thread_stop_timeout", integer(), {
    default: 10,
    help: "Seconds without a figure after which the sending thread ends.",
    differs: UNUSED,
  }),
];

/** The rows of `[oslo_messaging_metrics]`. */
export const metricsGroup: OptionGroup = {
  name: GROUP,
  help: "Options of oslo.messaging's figures for oslo.metrics, which are not written here.",
  options: metrics,
};
