import { compareVersions } from "../../../src/definition/version.js";
import type { Endpoint, EndpointMethod } from "../endpoint/endpoint-class.js";
import type { ServiceClasses } from "../find-services.js";
import type { ClientCall } from "./method-params.js";

/** Where client and endpoint classes contradict each other, a line each. */
export function disagreementsOf(
  { endpoint, clients }: ServiceClasses,
  calls: ReadonlyMap<string, readonly ClientCall[]>,
): string[] {
  if (endpoint === undefined || clients.length === 0) return [];
  const methods = new Map(endpoint.methods.map((method) => [method.name, method]));
  const found: string[] = [];
  for (const client of clients) {
    for (const member of ["topic", "exchange"] as const) {
      const [here, there] = [endpoint.target?.[member], client.target?.[member]];
      if (here !== undefined && there !== undefined && here !== there) {
        found.push(`${client.class.name} asks for ${member} ${there}, ${endpoint.class.name} has ${here}`);
      }
    }
  }
  for (const [name, list] of calls) {
    const method = methods.get(name);
    if (method === undefined) {
      found.push(
        `${namesOf(list)} asks for ${name}, which ${endpoint.class.name} does not have${hint(endpoint, name)}`,
      );
    } else for (const each of list) found.push(...compare(endpoint, method, each));
  }
  // Of methods that a client names when it runs nobody knows which they are.
  if (clients.some(({ unnamed }) => unnamed.length > 0)) return [...new Set(found)];
  for (const { name } of endpoint.methods) {
    if (!calls.has(name)) found.push(`${name} is served, and no client asks for it`);
  }
  return [...new Set(found)];
}

function hint({ leftOut }: Endpoint, name: string): string {
  const other = leftOut.find((each) => each.name === name);
  return other === undefined ? "" : ` (it ${other.reason})`;
}

function namesOf(calls: readonly ClientCall[]): string {
  return [...new Set(calls.map(({ client }) => client.class.name))].join(" and ");
}

function compare(endpoint: Endpoint, method: EndpointMethod, { client, call }: ClientCall): string[] {
  const found: string[] = [];
  const { name } = method;
  const who = client.class.name;
  const { parameters } = method;
  const named = new Map(
    parameters
      .filter(({ kind }) => kind === "positional" || kind === "keyword-only")
      .map((each) => [each.name, each]),
  );
  const takesAll = parameters.some(({ kind }) => kind === "keyword-rest");
  for (const key of call.args.keys()) {
    if (!named.has(key) && !takesAll) {
      found.push(`${name}: ${who} sends ${key}, which ${endpoint.class.name} does not take`);
    }
  }
  for (const [key, parameter] of named) {
    const member = call.args.get(key);
    if (parameter.default !== undefined || call.isOpen) continue;
    if (member === undefined)
      found.push(`${name}: ${endpoint.class.name} needs ${key}, which ${who} does not send`);
    else if (member.isOptional && member.since === undefined) {
      found.push(`${name}: ${endpoint.class.name} needs ${key}, which ${who} does not always send`);
    }
  }
  const served = endpoint.target?.version;
  const newest = call.versions?.toSorted(compareVersions).at(-1);
  if (served !== undefined && newest !== undefined) {
    const [mine, theirs] = [served.split(".")[0], newest.split(".")[0]];
    const isServed = mine === theirs && compareVersions(newest, served) <= 0;
    if (!isServed)
      found.push(`${name}: ${who} asks for version ${newest}, ${endpoint.class.name} has ${served}`);
  }
  return found;
}
