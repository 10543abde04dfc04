import type { ServiceDescriptor } from "../definition/descriptor.js";
import type { ServiceModel } from "../definition/model.js";
import { compareVersions } from "../definition/version.js";
import type { Listed } from "../discovery/listing/listed.js";
import type { ServerDescription } from "../rpc/discovery-endpoint.js";
import { CommandFailure } from "../terminal/command-failure.js";
import { UsageError } from "../terminal/usage-error.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import type { Server, ServiceList, ServiceSummary, UnknownTopic, View } from "./api.js";
import { ConsoleRefusal } from "./console-refusal.js";
import { type KnownDefinition, KnownMethods, type RequestedMethod } from "./known-methods.js";
import { KnownService } from "./known-service.js";
import { type Look, lookAt, notLookedAt, type Place, placeOf, sameAs, shownName } from "./places.js";
import { ToldDefinitions } from "./told-definitions.js";

/** Where a console looks for services. */
export interface CatalogOptions {
  readonly transport: RpcTransport;
  readonly definitions: readonly ServiceModel[];
  /** Topics whose servers are asked beside those of the definitions. */
  readonly topics: readonly { readonly topic: string; readonly exchange?: string | undefined }[];
  /** Topics that the router or broker knows of. */
  readonly list: () => Promise<readonly Listed[]>;
  /** Requests are refused, and servers are not asked either. */
  readonly readOnly: boolean;
}

/** Why servers are not asked. */
const READ_ONLY = "servers are not asked: the console was started with --read-only";

/** ms after which servers are asked again. */
const FRESH = 10_000;

/** Topics that are asked. */
const MOST_PLACES = 100;

/** Services that are told, and servers of each. */
const MOST_SERVICES = 500;
const MOST_SERVERS = 500;
/** Methods that a list of all services tells. */
const MOST_METHODS = 20_000;

/** Queues of notifications, which nobody can be asked at. */
const NOTIFICATIONS = /\.(?:audit|debug|info|warn|error|critical|sample)$/;

/** A server, and the services that it tells of. */
interface Told {
  readonly server: Server;
  readonly ids: readonly string[];
}

/** The services of definitions, of servers that tell theirs, and of topics that a router lists. */
export class ServiceCatalog {
  readonly #options: CatalogOptions;
  readonly #given: ReadonlyMap<string, KnownService>;
  #found: ReadonlyMap<string, KnownService> = new Map();
  readonly #definitions = new ToldDefinitions();
  #methods = new KnownMethods([]);
  readonly #onDefinitions: (definitions: readonly ServiceDescriptor[]) => void;
  #list: ServiceList | undefined;
  #looks: readonly Look[] = [];
  #untold: readonly Place[] = [];
  #places: readonly Place[];
  /** Topics that messages were seen of. */
  #sought: readonly Place[] = [];
  /** Monotonic ms at which servers of a topic were asked because of a message. */
  readonly #soughtAt = new Map<string, number>();
  #discovery: View;
  #router: View = { on: true };
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<ServiceList> | undefined;

  /** @param onDefinitions gets all definitions that are known, at the moment at which they are */
  constructor(options: CatalogOptions, onDefinitions: (definitions: readonly ServiceDescriptor[]) => void) {
    this.#options = options;
    this.#onDefinitions = onDefinitions;
    const { transport, definitions, readOnly } = options;
    this.#discovery = readOnly ? { on: false, why: READ_ONLY } : { on: true };
    const given = definitions.map(
      (model) =>
        new KnownService(model, "definition", placeOf(model.topic, transport.exchangeOf(model), transport)),
    );
    this.#given = new Map(given.map((service) => [service.id, service]));
    this.#know();
    this.#places = this.#placesWith([]);
  }

  /** The topics whose servers are asked. */
  get places(): readonly Place[] {
    return this.#places;
  }

  /** Whether servers tell of themselves. */
  get discovery(): View {
    return this.#discovery;
  }

  /** Whether the router or broker lists its topics. */
  get router(): View {
    return this.#router;
  }

  /** Whether a definition is or was known that has a method of the services at a topic. */
  hasMethod(place: Place, requested: RequestedMethod): boolean {
    return this.#methods.has(place, requested);
  }

  /** The topics of which servers may have definitions that they have not told, or none that could be read. */
  get untold(): readonly Place[] {
    return this.#untold;
  }

  /** Asks the servers of a topic, unless they were some seconds ago. */
  async seek(place: Place): Promise<void> {
    const { transport, readOnly } = this.#options;
    const key = JSON.stringify([place.shown, place.topic]);
    const last = this.#soughtAt.get(key) ?? Number.NEGATIVE_INFINITY;
    const isKnown = this.#places.some(sameAs(place));
    if (readOnly || performance.now() - last < FRESH || (!isKnown && this.#places.length >= MOST_PLACES))
      return;
    this.#soughtAt.set(key, performance.now());
    if (!isKnown) this.#sought = [...this.#sought, place];
    const look = await lookAt(transport, place, true);
    this.#places = this.#places.some(sameAs(place)) ? this.#places : [...this.#places, place];
    this.#list = this.#told([...this.#looks.filter((own) => !sameAs(place)(own.place)), look]);
  }

  /** @throws {ConsoleRefusal} there is no such service. */
  find(id: string): KnownService {
    const service = this.#given.get(id) ?? this.#found.get(id);
    if (service !== undefined) return service;
    throw new ConsoleRefusal(404, "no-such-service", "there is no such service, or no longer");
  }

  /** The services, of servers that were asked some seconds ago at most. @param refresh asks them now */
  async list(refresh: boolean): Promise<ServiceList> {
    const isFresh = performance.now() - this.#askedAt < FRESH;
    if (this.#list !== undefined && isFresh && !refresh) return this.#list;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** The services of topics whose servers do not answer any more: they may be slow, or come back. */
  #silentOf(looks: readonly Look[]): Map<string, KnownService> {
    const silent = looks.filter(({ isSilent }) => isSilent).map(({ place }) => place);
    return new Map([...this.#found].filter(([, { place }]) => silent.some(sameAs(place))));
  }

  /** One list for both: the values of a method are shown only while that is known which says what of them is secret. */
  #know(): void {
    const given = [...this.#given.values()].map(
      ({ descriptor, place }): KnownDefinition => ({ descriptor, places: [place] }),
    );
    const known = [...given, ...this.#definitions.known];
    this.#methods = new KnownMethods(known);
    this.#onDefinitions(known.map(({ descriptor }) => descriptor));
  }

  async #ask(): Promise<ServiceList> {
    this.#places = this.#placesWith(await this.#listed());
    const isFirst = this.#list === undefined;
    const looks = this.#options.readOnly
      ? this.#places.map((place) => notLookedAt(place, READ_ONLY))
      : await this.#lookAtAll(isFirst);
    this.#list = this.#told(looks);
    this.#askedAt = performance.now();
    return this.#list;
  }

  async #lookAtAll(isFirst: boolean): Promise<readonly Look[]> {
    const { transport } = this.#options;
    const looks = await Promise.all(this.#places.map((place) => lookAt(transport, place, isFirst)));
    const failed = looks.filter(({ failure }) => failure !== undefined);
    const [first] = failed;
    this.#discovery =
      first?.failure !== undefined && failed.length === looks.length
        ? { on: false, why: first.failure }
        : { on: true };
    return looks;
  }

  async #listed(): Promise<readonly Place[]> {
    try {
      const rows = await this.#options.list();
      this.#router = { on: true };
      return rows
        .filter(({ topic, server }) => server === null && !NOTIFICATIONS.test(topic))
        .map(({ topic, exchange }) => placeOf(topic, exchange, this.#options.transport));
    } catch (error) {
      if (!(error instanceof CommandFailure || error instanceof UsageError)) throw error;
      this.#router = { on: false, why: error.message };
      return [];
    }
  }

  #placesWith(listed: readonly Place[]): readonly Place[] {
    const { transport, topics } = this.#options;
    const all = [
      ...[...this.#given.values()].map(({ place }) => place),
      ...topics.map(({ topic, exchange }) => placeOf(topic, exchange, transport)),
      ...listed,
      ...this.#sought,
    ];
    return all.filter((place, index) => all.findIndex(sameAs(place)) === index).slice(0, MOST_PLACES);
  }

  #told(looks: readonly Look[]): ServiceList {
    const found = this.#silentOf(looks);
    this.#looks = looks;
    this.#definitions.beginLook();
    const services: ServiceSummary[] = [];
    const topics: UnknownTopic[] = [];
    const untold: Place[] = [];
    for (const look of looks) {
      const { place } = look;
      const wrong: string[] = [];
      const told = look.servers.map((description): Told => {
        const ids = this.#definitions.of(description, place).flatMap((model) => {
          if (typeof model === "string") {
            wrong.push(model);
            return [];
          }
          const service = new KnownService(model, "discovery", place);
          if (!this.#given.has(service.id)) found.set(service.id, newer(found.get(service.id), service));
          return [service.id];
        });
        return { server: serverOf(description), ids };
      });
      if (look.isUntold || wrong.length > 0) untold.push(place);
      const problem = wrong[0] ?? look.problem;
      const here = [...this.#given.values(), ...found.values()].filter((service) =>
        sameAs(place)(service.place),
      );
      services.push(
        ...here.map(({ id, summary, methods }) => ({
          ...summary,
          methods,
          servers: told
            .flatMap(({ server, ids }) => (ids.includes(id) ? [server] : []))
            .slice(0, MOST_SERVERS),
          ...(problem !== undefined && { problem }),
        })),
      );
      if (here.length === 0)
        topics.push({
          topic: place.topic,
          exchange: place.shown,
          problem: problem ?? "its servers have no services",
        });
    }
    this.#found = found;
    this.#untold = untold;
    this.#definitions.endLook();
    this.#know();
    return { services: withinBounds(services), topics };
  }
}

function withinBounds(services: readonly ServiceSummary[]): readonly ServiceSummary[] {
  let left = MOST_METHODS;
  return services.slice(0, MOST_SERVICES).map((service) => {
    const methods = service.methods.slice(0, left);
    left -= methods.length;
    return { ...service, methods };
  });
}

function newer(one: KnownService | undefined, other: KnownService): KnownService {
  return one !== undefined && compareVersions(one.model.version, other.model.version) >= 0 ? one : other;
}

function serverOf({ server, host, pid, since, library, running }: ServerDescription): Server {
  return {
    server: shownName(server ?? ""),
    host: shownName(host),
    process: pid,
    since: shownName(since),
    version: shownName(library.version),
    running: running.length,
  };
}
