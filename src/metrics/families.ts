import type { Labels, MetricFamily } from "../http/prometheus-text.js";
import { OSLO_BOUNDS, OSLO_WAIT_BOUNDS } from "../instruments/duration-bounds.js";
import { Durations, Family, type FamilyDefinition, Figure } from "./series.js";

const CLIENT = [
  "call_type",
  "exchange",
  "topic",
  "namespace",
  "version",
  "server",
  "fanout",
  "process",
  "method",
  "timeout",
] as const;
const SERVER = [
  "exchange",
  "topic",
  "server",
  "endpoint",
  "namespace",
  "version",
  "method",
  "process",
] as const;
const REQUEST = ["kind", "topic", "method"] as const;
const PEER = ["driver", "host"] as const;

/** All metrics of what passes a transport. */
export type Families = ReturnType<typeof makeFamilies>;

/** @param most series of one name */
export function makeFamilies(most: number) {
  const all: Family<Figure | Durations>[] = [];
  const add = <Series extends Figure | Durations, Label extends string>(
    definition: FamilyDefinition<Label>,
    make: new (labels: Labels, bounds?: readonly number[]) => Series,
  ): Family<Series, Label> => {
    const family = new Family<Series, Label>(definition, make, most);
    all.push(family as unknown as Family<Figure | Durations>);
    return family;
  };
  const counter = <Label extends string>(name: string, help: string, labels: readonly Label[]) =>
    add({ name, help, labels, type: "counter" }, Figure);
  const gauge = <Label extends string>(name: string, help: string, labels: readonly Label[]) =>
    add({ name, help, labels, type: "gauge" }, Figure);
  const durations = <Label extends string>(
    name: string,
    help: string,
    labels: readonly Label[],
    bounds: readonly number[] = OSLO_BOUNDS,
  ) => add({ name, help, labels, bounds, type: "histogram" }, Durations);
  return {
    // The names and labels of oslo.metrics.
    clientStarts: counter(
      "oslo_messaging_rpc_client_invocation_start_total",
      "Calls and casts that clients have begun.",
      CLIENT,
    ),
    clientEnds: counter(
      "oslo_messaging_rpc_client_invocation_end_total",
      "Calls and casts that have ended at clients.",
      CLIENT,
    ),
    clientSeconds: durations(
      "oslo_messaging_rpc_client_processing_seconds",
      "Time from the start of a call or cast to its end at the client.",
      CLIENT,
    ),
    clientExceptions: counter(
      "oslo_messaging_rpc_client_exception_total",
      "Calls and casts that ended with an exception at the client.",
      [...CLIENT, "exception"] as const,
    ),
    serverStarts: counter(
      "oslo_messaging_rpc_server_invocation_start_total",
      "Requests that servers have begun.",
      SERVER,
    ),
    serverEnds: counter(
      "oslo_messaging_rpc_server_invocation_end_total",
      "Requests that have ended at servers.",
      SERVER,
    ),
    serverSeconds: durations(
      "oslo_messaging_rpc_server_processing_seconds",
      "Time that methods took.",
      SERVER,
    ),
    serverExceptions: counter(
      "oslo_messaging_rpc_server_exception_total",
      "Requests that ended with an exception at the server.",
      [...SERVER, "exception"] as const,
    ),

    // Our own.
    sent: counter(
      "oslo_rpc_client_requests_total",
      "Calls, casts and fanouts of clients, by how they ended.",
      [...REQUEST, "result"] as const,
    ),
    sending: gauge(
      "oslo_rpc_client_in_flight",
      "Calls, casts and fanouts of clients that have not ended.",
      REQUEST,
    ),
    handled: counter("oslo_rpc_server_requests_total", "Requests at servers, by how they ended.", [
      ...REQUEST,
      "result",
    ] as const),
    handling: gauge("oslo_rpc_server_in_flight", "Methods that run.", REQUEST),
    waits: durations(
      "oslo_rpc_server_queue_seconds",
      "Time that requests waited in the process for a method to end.",
      ["topic"] as const,
      OSLO_WAIT_BOUNDS,
    ),
    notificationsSent: counter(
      "oslo_rpc_notifications_sent_total",
      "Notifications of notifiers, by how they ended.",
      ["topic", "priority", "result"] as const,
    ),
    notificationsHandled: counter(
      "oslo_rpc_notifications_handled_total",
      "Notifications at listeners, by how they ended.",
      ["priority", "result"] as const,
    ),
    connections: gauge("oslo_rpc_connections", "Connections that stand.", PEER),
    reconnects: counter("oslo_rpc_reconnects_total", "Connections made again after a loss.", PEER),
    losses: counter(
      "oslo_rpc_connection_losses_total",
      "Connections lost, and first attempts that failed.",
      PEER,
    ),
    lateReplies: counter("oslo_rpc_late_replies_total", "Replies that no call waited for any more.", PEER),
    redeliveries: counter("oslo_rpc_redeliveries_total", "Messages that the peer delivered again.", [
      ...PEER,
      "of",
    ] as const),
    withdrawn: counter(
      "oslo_rpc_withdrawn_requests_total",
      "Requests that waited until their caller was gone, or their peer had taken them back.",
      PEER,
    ),
    unreadable: counter(
      "oslo_rpc_unreadable_messages_total",
      "Messages that cannot be read, and were rejected.",
      PEER,
    ),
    heartbeats: counter("oslo_rpc_heartbeats_total", "Signs of life of methods that run.", [
      ...PEER,
      "direction",
    ] as const),

    snapshot: (): MetricFamily[] => all.map((family) => family.snapshot()),
  };
}
