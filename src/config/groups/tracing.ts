import { type OptionGroup, optionsOf, UNUSED } from "../option.js";
import { boolean, choice, text } from "../option-types.js";

const GROUP = "oslo_messaging_tracing";
const define = optionsOf(GROUP);

/** Options of `[oslo_messaging_tracing]`, oslo.messaging's from 18.3.0. */
const tracing = [
  define("tracing_enabled", boolean, {
    default: false,
    help: "Traces RPC calls with OpenTelemetry.",
    differs: UNUSED,
  }),
  define("tracing_service_name", text, {
    default: "openstack",
    help: "Name of the service in spans.",
    differs: UNUSED,
  }),
  define("otel_exporter_otlp_endpoint", text, {
    default: "http://localhost:4318",
    help: "URL that spans are sent to.",
    differs: UNUSED,
  }),
  define("otlp_protocol", choice("http/protobuf", "grpc"), {
    default: "http/protobuf",
    help: "Protocol that spans are sent with.",
    differs: UNUSED,
  }),
  define("insecure", boolean, {
    default: false,
    help: "Sends spans over gRPC without TLS.",
    differs: UNUSED,
  }),
];

/** The rows of `[oslo_messaging_tracing]`. */
export const tracingGroup: OptionGroup = {
  name: GROUP,
  help: "Options of oslo.messaging's own traces, which are not written here.",
  options: tracing,
};
