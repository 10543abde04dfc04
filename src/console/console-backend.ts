import { defaults } from "../config/groups/default.js";
import type { ServiceModel } from "../definition/model.js";
import type { TransportHealth } from "../drivers/transport-health.js";
import { PACKAGE_VERSION } from "../package/package-version.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import type {
  CallAnswer,
  CallRequest,
  Health,
  ServiceDetail,
  ServiceList,
  Session,
  Snippets,
  ValidateAnswer,
  ValidateRequest,
} from "./api.js";
import type { Backend } from "./backend.js";
import { ConsoleRefusal } from "./console-refusal.js";
import { KnownService } from "./known-service.js";
import type { PageStream } from "./page-stream.js";
import { performCall, requestVersion } from "./perform-call.js";
import { serviceDetail } from "./service-detail.js";
import { snippetsOf } from "./snippets/snippets.js";
import { checkArguments } from "./validate-arguments.js";

/** Facts and choices that a console works with. */
export interface ConsoleBackendOptions {
  readonly transport: RpcTransport;
  readonly definitions: readonly ServiceModel[];
  /** Requests are refused. */
  readonly readOnly: boolean;
}

/** The answers of a console over a transport. */
export class ConsoleBackend implements Backend {
  readonly #options: ConsoleBackendOptions;
  readonly #services: ReadonlyMap<string, KnownService>;

  constructor(options: ConsoleBackendOptions) {
    this.#options = options;
    const { transport } = options;
    const exchange = transport.configuration.get(defaults.controlExchange);
    const services = options.definitions.map(
      (model) => new KnownService(model, "definition", transport.exchangeOf(model) ?? exchange),
    );
    this.#services = new Map(services.map((service) => [service.id, service]));
  }

  session(): Session {
    const { transport, readOnly } = this.#options;
    const off = { on: false, why: "not there yet" };
    return {
      version: PACKAGE_VERSION,
      transport: transport.url,
      readOnly,
      health: healthOf(transport.health),
      views: { discovery: off, tap: off, notifications: off, router: off },
    };
  }

  async services(): Promise<ServiceList> {
    const services = [...this.#services.values()].map(({ summary }) => ({ ...summary, servers: [] }));
    return { services, topics: [] };
  }

  async service(id: string): Promise<ServiceDetail> {
    const service = this.#find(id);
    return { ...service.summary, servers: [], ...serviceDetail(service.model, () => []) };
  }

  async validate({ service, method, arguments: text }: ValidateRequest): Promise<ValidateAnswer> {
    const { problems } = checkArguments(text, this.#find(service).method(method).editions);
    return { problems };
  }

  async call(request: CallRequest, signal: AbortSignal): Promise<CallAnswer> {
    const { readOnly, transport } = this.#options;
    if (readOnly)
      throw new ConsoleRefusal(
        403,
        "read-only",
        "requests are refused: the console was started with --read-only",
      );
    const method = this.#find(request.service).method(request.method);
    const { kind } = method.descriptor;
    if (kind !== request.kind && kind !== "both")
      throw new ConsoleRefusal(400, "wrong-kind", `the method is a ${kind}`);
    return performCall(method, request, transport, signal);
  }

  async snippets({ service, ...request }: CallRequest): Promise<Snippets> {
    const known = this.#find(service);
    const method = known.method(request.method);
    const { topic, namespace } = known.descriptor;
    const { args } = checkArguments(request.arguments, method.editions);
    const { url } = this.#options.transport;
    const version = requestVersion(method, args);
    return snippetsOf({ ...request, url, topic, exchange: known.exchange, namespace, version, args });
  }

  watch(_topics: readonly string[], page: PageStream): () => void {
    const { transport } = this.#options;
    page.state("health", healthOf(transport.health));
    page.state("views", this.session().views);
    return transport.onHealthChange((health) => page.state("health", healthOf(health)));
  }

  #find(id: string): KnownService {
    const service = this.#services.get(id);
    if (service !== undefined) return service;
    throw new ConsoleRefusal(404, "no-such-service", "there is no such service, or no longer");
  }
}

function healthOf({ state, since, lastError }: TransportHealth): Health {
  return { state, since: since.toISOString(), ...(lastError !== undefined && { error: lastError.message }) };
}
