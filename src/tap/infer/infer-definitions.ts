import { getOrInsert } from "../../collections/get-or-insert.js";
import { serviceName } from "../../definition/names.js";
import { compareVersions, parseVersion } from "../../definition/version.js";
import { OWN_NAMESPACES, PING_METHOD } from "../../messaging/own-methods.js";
import type { ReplyLine, RequestLine, TrafficLine } from "../traffic.js";
import { isRequest } from "../traffic.js";
import { SeenMethod } from "./seen-method.js";
import { SeenValues } from "./seen-values.js";

/** A definition that was inferred. */
export interface InferredDefinition {
  readonly topic: string;
  readonly namespace: string | undefined;
  /** The definition, as a file for `oslo-gen` has it. */
  readonly document: object;
}

/** Modules of failures that nobody declares. */
const UNDECLARED = /^(?:builtins|exceptions|oslo_messaging\..*|oslo_rpc\..*|)$/;

const CLASS_NAME = /^[A-Z][A-Za-z0-9_]*$/;

/** One service: what goes to a topic in one namespace. */
class SeenService {
  readonly topic: string;
  readonly namespace: string | undefined;
  readonly #exchange: string | undefined;
  readonly #methods = new Map<string, SeenMethod>();
  readonly #errors = new Map<string, { readonly module: string; readonly kwargs: SeenValues }>();
  #version = "1.0";

  constructor({ topic, namespace, exchange }: RequestLine) {
    this.topic = topic;
    this.namespace = namespace;
    this.#exchange = exchange;
  }

  requested(line: RequestLine): void {
    const version = parseVersion(line.version) === undefined ? undefined : line.version;
    if (version !== undefined && compareVersions(this.#version, version) < 0) this.#version = version;
    const method = getOrInsert(this.#methods, line.method, () => new SeenMethod(line.method));
    method.requested({ ...line, version });
  }

  replied(method: string, line: ReplyLine): void {
    const { failure } = line;
    const isDeclared =
      failure !== undefined && CLASS_NAME.test(failure.class) && !UNDECLARED.test(failure.module);
    if (isDeclared) {
      const { class: name, module } = failure;
      const known = getOrInsert(this.#errors, name, () => ({ module, kwargs: new SeenValues() }));
      known.kwargs.add(failure.kwargs);
    }
    this.#methods.get(method)?.replied(line, isDeclared);
  }

  document(notifications: ReadonlyMap<string, SeenEvent>): object {
    const [major = "1"] = this.#version.split(".");
    return {
      service: serviceName(this.namespace ?? this.topic),
      description:
        "Inferred from traffic: what was not seen is not here, and what was seen may be narrower than what is meant.",
      topic: this.topic,
      ...(this.#exchange !== undefined && { exchange: this.#exchange }),
      ...(this.namespace !== undefined && { namespace: this.namespace }),
      version: this.#version,
      methods: Object.fromEntries(
        [...this.#methods.values()].map((method) => [method.name, method.definition(major)]),
      ),
      ...(this.#errors.size > 0 && {
        errors: Object.fromEntries(
          [...this.#errors].map(([name, { module, kwargs }]) => [name, { module, kwargs: kwargs.schema() }]),
        ),
      }),
      ...(notifications.size > 0 && {
        notifications: Object.fromEntries(
          [...notifications].map(([name, event]) => [name, eventDefinition(event)]),
        ),
      }),
    };
  }
}

interface SeenEvent {
  readonly priorities: Set<string>;
  readonly payloads: SeenValues;
}

/**
 * Proposes definitions for what was seen: one for each topic and namespace, with counts. Notifications, which do not say
 * what service they are of, come with the service that is the only one.
 */
export function inferDefinitions(lines: readonly TrafficLine[]): readonly InferredDefinition[] {
  const services = new Map<string, SeenService>();
  const calls = new Map<string, { readonly service: SeenService; readonly method: string }>();
  const events = new Map<string, SeenEvent>();
  for (const line of lines) {
    if (isRequest(line)) {
      if (line.namespace?.startsWith(OWN_NAMESPACES) || line.method === PING_METHOD) continue;
      const key = `${line.topic}\n${line.namespace ?? ""}`;
      const service = getOrInsert(services, key, () => new SeenService(line));
      service.requested(line);
      if (line.id !== undefined) calls.set(line.id, { service, method: line.method });
    } else if (line.type === "reply") {
      const call = calls.get(line.id);
      call?.service.replied(call.method, line);
    } else if (line.type === "notification") noteEvent(events, line.message);
  }
  const [only, ...others] = services.values();
  const withEvents = others.length === 0 ? only : undefined;
  return [...services.values()].map((service) => ({
    topic: service.topic,
    namespace: service.namespace,
    document: service.document(service === withEvents ? events : new Map()),
  }));
}

function noteEvent(
  events: Map<string, SeenEvent>,
  { event_type: name, priority, payload }: Readonly<Record<string, unknown>>,
): void {
  if (typeof name !== "string" || name === "") return;
  const event = getOrInsert(events, name, () => ({ priorities: new Set(), payloads: new SeenValues() }));
  if (typeof priority === "string") event.priorities.add(priority.toLowerCase());
  event.payloads.add(payload);
}

function eventDefinition({ priorities, payloads }: SeenEvent): object {
  return {
    description: `Seen ${payloads.count} times. Payloads: ${payloads.summary}.`,
    ...(priorities.size > 0 && { priority: [...priorities] }),
    payload: payloads.schema(),
    "x-seen": { count: payloads.count },
  };
}
