import { type Client, type Sends, sendsOf } from "./client/client-class.js";
import type { RecordedCall } from "./client/recorded-call.js";
import { type Endpoint, endpointTarget, readEndpoint } from "./endpoint/endpoint-class.js";
import { isVersionedObject } from "./objects/versioned-object.js";
import type { PythonClass, PythonModule } from "./python/module.js";
import type { Names } from "./python/names.js";

/** The classes of one interface: who serves it, and who calls it. */
export interface ServiceClasses {
  readonly endpoint?: Endpoint;
  readonly clients: readonly Client[];
  /** Private classes of the same files that serve too; they are read when they are named. */
  readonly aside: readonly string[];
  /** Other classes of the files that look as if they served or called, and how. */
  readonly passedOver: readonly string[];
}

type Found = Omit<ServiceClasses, "aside" | "passedOver">;

/** Enough of them to see what is meant. */
const MOST_NAMES = 3;

/**
 * Finds the endpoint and client classes of files, and which belong together.
 *
 * @param chosen names of classes; without any all that are an endpoint or a client by what they hold
 */
export function findServices(
  modules: readonly PythonModule[],
  names: Names,
  chosen: readonly string[],
): ServiceClasses[] {
  const classes = modules
    .flatMap((module) => [...module.classes.values()])
    .filter((each) => !isVersionedObject(each, names));
  const wanted = classes.filter(({ name }) =>
    chosen.length === 0 ? !name.startsWith("_") : chosen.includes(name),
  );
  const aside = classes.filter(
    (each) => !wanted.includes(each) && each.name.startsWith("_") && each.attributes.has("target"),
  );
  const sends = new Map(wanted.map((each) => [each, sendsOf(each, names)]));
  const isServing = (each: PythonClass) => {
    const own = sends.get(each);
    const isUnnamed = own !== undefined && own.client === undefined;
    if (isUnnamed || endpointTarget(each, names) === undefined) return false;
    return !isMostlySending(each, own?.client, names);
  };
  const servers = wanted.filter(isServing);
  const clients = [...sends].flatMap(([each, own]) => (servers.includes(each) ? [] : (own?.client ?? [])));
  const found = withoutBases(servers, names);
  // Nothing says which class is an endpoint: one that was named is, or each whose methods take a context.
  const others = wanted.filter((each) => !clients.some((client) => client.class === each));
  const endpoints =
    found.length > 0 || (clients.length > 0 && chosen.length === 0) ? found : withoutBases(others, names);
  const services = group(endpoints, withoutBaseClients(clients, names), names, new Set(modules));
  const passedOver = chosen.length > 0 ? [] : passedOverOf(wanted, services, sends, names);
  return services.map((service, index) => ({
    ...service,
    aside: aside.filter(({ module }) => module === service.endpoint?.class.module).map(({ name }) => name),
    passedOver: index === 0 ? passedOver : [],
  }));
}

/** Says of classes that no service has what lets suppose that one should. */
function passedOverOf(
  classes: readonly PythonClass[],
  services: readonly Found[],
  sends: ReadonlyMap<PythonClass, Sends | undefined>,
  names: Names,
): string[] {
  const used = new Set(
    services.flatMap(({ endpoint, clients }) =>
      [endpoint?.class, ...clients.map((client) => client.class)].flatMap((each) =>
        each === undefined ? [] : names.chain(each).classes,
      ),
    ),
  );
  const clients = services.flatMap((service) => service.clients);
  return classes
    .filter((each) => !used.has(each))
    .flatMap((each) => {
      const own = sends.get(each);
      if (own !== undefined && own.client === undefined)
        return [`${each.name} sends requests whose methods only running it would tell, and is left out`];
      const reason = reasonToServe(each, clients, names);
      if (reason === undefined) return [];
      return [`${each.name} has ${reason}, and is left out; name it with --class ${each.name}`];
    });
}

function reasonToServe(found: PythonClass, clients: readonly Client[], names: Names): string | undefined {
  for (const client of clients) {
    const asked = client.calls.map(({ method }) => method).filter((name) => found.methods.has(name));
    const all = [...new Set(asked)];
    const more = all.length > MOST_NAMES ? ` and ${all.length - MOST_NAMES} more` : "";
    if (all.length > 0)
      return `${all.slice(0, MOST_NAMES).join(", ")}${more}, which ${client.class.name} asks for`;
  }
  if (endpointTarget(found, names) === undefined) return undefined;
  return "a Target and no method that is read as one of peers";
}

/** A client class may keep its target where an endpoint does, and an endpoint ask other servers now and then. */
function isMostlySending(found: PythonClass, client: Client | undefined, names: Names): boolean {
  const sending = new Set(client?.calls.map(({ from }) => from));
  // One without methods of its own is what its base is.
  const open = names
    .chain(found)
    .classes.map(({ methods }) => [...methods.values()].filter(({ name }) => !name.startsWith("_")))
    .find((methods) => methods.length > 0);
  if (open === undefined) return false;
  return open.filter((method) => sending.has(method)).length * 2 > open.length;
}

/** Bases and mixins of others are read with those. */
function withoutBases(classes: readonly PythonClass[], names: Names): PythonClass[] {
  const bases = new Set(classes.flatMap((each) => names.chain(each).classes.slice(1)));
  return classes.filter((each) => !bases.has(each));
}

function withoutBaseClients(clients: readonly Client[], names: Names): Client[] {
  const kept = withoutBases(
    clients.map((client) => client.class),
    names,
  );
  return clients.filter((client) => kept.includes(client.class));
}

function group(
  classes: readonly PythonClass[],
  clients: readonly Client[],
  names: Names,
  named: ReadonlySet<PythonModule>,
): Found[] {
  const own = new Map<PythonClass, Client[]>(classes.map((each) => [each, []]));
  const alone: Client[] = [];
  for (const client of clients) {
    const scores = classes.map((each) => ({ each, score: overlap(each, client, names) }));
    const best = scores.toSorted((left, right) => right.score - left.score)[0];
    const isOnly = classes.length === 1 && clients.length === 1;
    if (best !== undefined && (best.score > 0 || (isOnly && best.score === 0)))
      own.get(best.each)?.push(client);
    else alone.push(client);
  }
  const served = classes.map((each) => {
    const mine = own.get(each) ?? [];
    const called = new Map<string, ReadonlySet<string>>();
    for (const { method, args } of mine.flatMap(({ calls }) => calls))
      called.set(method, new Set([...(called.get(method) ?? []), ...args.keys()]));
    const use = mine.length === 0 ? undefined : { called, named };
    return { endpoint: readEndpoint(each, names, use), clients: mine };
  });
  return [
    ...served.filter(({ endpoint }) => endpoint.methods.length > 0),
    ...alone.map((client) => ({ clients: [client] })),
  ];
}

/** Number of methods that the client calls and the class has; -1 when they have different namespaces. */
function overlap(found: PythonClass, client: Client, names: Names): number {
  const target = endpointTarget(found, names);
  const members = new Set(names.chain(found).classes.flatMap(({ methods }) => [...methods.keys()]));
  const fitting = client.calls.filter((call) => sameNamespace(call, client, target));
  if (fitting.length === 0) return -1;
  return new Set(fitting.map(({ method }) => method).filter((method) => members.has(method))).size;
}

function sameNamespace(call: RecordedCall, client: Client, target: Endpoint["target"]): boolean {
  if (target?.unknown.has("namespace") || client.target?.unknown.has("namespace")) return true;
  return (call.namespace ?? client.target?.namespace) === target?.namespace;
}
