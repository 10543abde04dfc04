import type { TransportHealth } from "../drivers/transport-health.js";
import type { Target } from "../messaging/target.js";
import { PACKAGE_VERSION } from "../package/package-version.js";
import { Lifetime } from "../time/lifetime.js";
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
  View,
  Views,
} from "./api.js";
import type { Backend, Watched } from "./backend.js";
import { ConsoleRefusal } from "./console-refusal.js";
import { Disclosure } from "./disclosure.js";
import type { Events } from "./events.js";
import { exampleMaker } from "./examples.js";
import { LiveSecrets } from "./live-secrets.js";
import { watchLoad } from "./load-watch.js";
import type { PageStream } from "./page-stream.js";
import { tapFor } from "./page-tap.js";
import { performCall, requestVersion } from "./perform-call.js";
import { type Place, placeOf } from "./places.js";
import { type CatalogOptions, ServiceCatalog } from "./service-catalog.js";
import { serviceDetail } from "./service-detail.js";
import { snippetsOf } from "./snippets/snippets.js";
import { checkArguments } from "./validate-arguments.js";

/** Facts and choices that a console works with. */
export interface ConsoleBackendOptions extends CatalogOptions {
  /** A connection of its own, so that what passes delays no call; undefined where nothing is tapped. */
  readonly tapTransport: RpcTransport | undefined;
  /** Topics of notifications. */
  readonly notificationTopics: readonly string[];
}

/** The answers of a console over a transport. */
export class ConsoleBackend implements Backend {
  readonly #options: ConsoleBackendOptions;
  readonly #catalog: ServiceCatalog;
  readonly #secrets = new LiveSecrets();
  /** Each with the state of its tap. */
  readonly #pages = new Map<PageStream, View>();
  /** The state of a tap of which nothing is known yet. */
  readonly #newTap: View;
  #firstLook: Promise<unknown> | undefined;
  readonly #unwatch: () => void;
  #load = new Lifetime();

  constructor(options: ConsoleBackendOptions) {
    this.#options = options;
    this.#catalog = new ServiceCatalog(options, (definitions) => this.#secrets.know(definitions));
    this.#newTap =
      options.tapTransport === undefined
        ? { on: false, why: "the console was started with --no-tap" }
        : { on: true, why: "it begins when servers were asked what is to be hidden" };
    this.#unwatch = options.transport.onHealthChange((health) => this.#tell("health", healthOf(health)));
  }

  session(): Session {
    const { transport, readOnly } = this.#options;
    return {
      version: PACKAGE_VERSION,
      transport: transport.url,
      readOnly,
      health: healthOf(transport.health),
      views: this.#viewsWith(this.#newTap),
    };
  }

  async services(refresh: boolean): Promise<ServiceList> {
    const list = await this.#catalog.list(refresh);
    for (const [page, tap] of this.#pages) page.state("views", this.#viewsWith(tap));
    return list;
  }

  async service(id: string): Promise<ServiceDetail> {
    const service = this.#catalog.find(id);
    const { services } = await this.services(false);
    const { servers = [], problem } = services.find((each) => each.id === id) ?? {};
    const examplesOf = exampleMaker(service.descriptor);
    return {
      ...service.summary,
      servers,
      ...(problem !== undefined && { problem }),
      ...serviceDetail(service.model, ({ name }) => examplesOf(service.method(name).descriptor)),
    };
  }

  async validate({ service, method, arguments: text }: ValidateRequest): Promise<ValidateAnswer> {
    const { problems } = checkArguments(text, this.#catalog.find(service).method(method).editions);
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
    const method = this.#catalog.find(request.service).method(request.method);
    const { kind } = method.descriptor;
    if (kind !== request.kind && kind !== "both")
      throw new ConsoleRefusal(400, "wrong-kind", `the method is a ${kind}`);
    return performCall(method, request, transport, signal);
  }

  async snippets({ service, ...request }: CallRequest): Promise<Snippets> {
    const known = this.#catalog.find(service);
    const method = known.method(request.method);
    const { args } = checkArguments(request.arguments, method.editions);
    const { topic, shown: exchange } = known.place;
    const { namespace } = known.descriptor;
    const { url } = this.#options.transport;
    const version = requestVersion(method, args);
    return snippetsOf({ ...request, url, topic, exchange, namespace, version, args });
  }

  watch(watched: Watched, page: PageStream): () => void {
    this.#pages.set(page, this.#newTap);
    page.state("health", healthOf(this.#options.transport.health));
    page.state("views", this.#viewsWith(this.#newTap));
    const stopTap = this.#startTap(watched, page);
    if (this.#pages.size === 1 && !this.#options.readOnly) this.#startLoad();
    return () => {
      this.#pages.delete(page);
      stopTap();
      if (this.#pages.size === 0) this.#load.end();
    };
  }

  /** Ends what goes on by itself. The transports are not its own. */
  close(): void {
    this.#unwatch();
    this.#load.end();
  }

  #startTap({ topics, allValues }: Watched, page: PageStream): () => void {
    const { tapTransport: transport } = this.#options;
    if (transport === undefined) return () => {};
    let stop = () => {};
    const onView = (view: View) => {
      if (!this.#pages.has(page)) return;
      this.#pages.set(page, view);
      page.state("views", this.#viewsWith(view));
    };
    const start = () => {
      if (!this.#pages.has(page)) return;
      stop = tapFor(page, {
        transport,
        targets: this.#targetsOf(topics),
        secrets: this.#secrets,
        disclosure: allValues ? undefined : this.#newDisclosure(transport),
        onView,
      });
    };
    this.#looked().then(start, (error: unknown) => onView({ on: false, why: (error as Error).message }));
    return () => stop();
  }

  #newDisclosure(transport: RpcTransport): Disclosure {
    const catalog = this.#catalog;
    const seek = (place: Place) => {
      catalog
        .seek(place)
        .catch((err: unknown) =>
          transport.logger.error({ err }, "Servers could not be asked for definitions"),
        );
    };
    return new Disclosure({
      placeOf: ({ topic, exchange }) => placeOf(topic, exchange, transport),
      hasMethod: (place, requested) => catalog.hasMethod(place, requested),
      hasEvent: (eventType) => this.#secrets.hasEvent(eventType) || catalog.untold.length === 0,
      seek,
      seekUntold: () => catalog.untold.forEach(seek),
    });
  }

  /** Resolves when servers were asked once: what they say is secret is known then. */
  #looked(): Promise<unknown> {
    this.#firstLook ??= this.services(false).catch((error: unknown) => {
      this.#firstLook = undefined;
      throw error;
    });
    return this.#firstLook;
  }

  #targetsOf(topics: readonly string[]): readonly Target[] {
    const { notificationTopics } = this.#options;
    const { places } = this.#catalog;
    const chosen = topics.length > 0 ? topics : [...places.map(({ topic }) => topic), ...notificationTopics];
    return [...new Set(chosen)].flatMap((topic) => {
      const here = places.filter((place) => place.topic === topic);
      return here.length === 0 ? [{ topic }] : here.map(({ exchange }) => ({ topic, exchange }));
    });
  }

  #startLoad(): void {
    this.#load = new Lifetime();
    const { transport } = this.#options;
    watchLoad(
      transport,
      () => this.#catalog.places,
      (load) => this.#tell("load", load),
      this.#load,
    ).catch((err: unknown) => transport.logger.error({ err }, "The load of servers is not told any more"));
  }

  #viewsWith(tap: View): Views {
    const { discovery, router } = this.#catalog;
    return { discovery, tap, notifications: tap, router };
  }

  #tell<Name extends "health" | "load">(name: Name, value: Events[Name]): void {
    for (const page of this.#pages.keys()) page.state(name, value);
  }
}

function healthOf({ state, since, lastError }: TransportHealth): Health {
  return { state, since: since.toISOString(), ...(lastError !== undefined && { error: lastError.message }) };
}
