import { type OptionGroup, optionsOf } from "../option.js";
import { boolean, integer, text } from "../option-types.js";

const GROUP = "oslo_messaging_metrics";
const define = optionsOf(GROUP);

/** Options of `[oslo_messaging_metrics]`, with which clients and servers tell oslo.metrics of their calls. */
export const osloMetrics = {
  enabled: define("metrics_enabled", boolean, {
    default: false,
    help: "Sends figures of RPC calls to oslo.metrics.",
    differs: "Servers send theirs as well. They are sent by python3, which must be in PATH.",
  }),
  bufferSize: define("metrics_buffer_size", integer({ min: 1 }), {
    default: 1000,
    help: "Figures that may wait to be sent; those beyond are dropped.",
    differs: "Values below 1 are refused.",
  }),
  socketFile: define("metrics_socket_file", text, {
    default: "/var/tmp/metrics_collector.sock",
    help: "Unix socket of oslo.metrics.",
  }),
  processName: define("metrics_process_name", text, {
    default: "",
    help: "Name of this process in the figures.",
  }),
  threadStopTimeout: define("metrics_thread_stop_timeout", integer({ min: 1 }), {
    default: 10,
    help: "Seconds without a figure that could be sent, after which what sends them ends until there is another.",
    differs: "A process, where Python has a thread; values below 1 are refused.",
  }),
};

/** The rows of `[oslo_messaging_metrics]`. */
export const metricsGroup: OptionGroup = {
  name: GROUP,
  help: "Options of oslo.messaging's figures for oslo.metrics.",
  options: Object.values(osloMetrics),
};
