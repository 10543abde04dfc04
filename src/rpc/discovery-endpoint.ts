import { hostname } from "node:os";
import { basename } from "node:path";
import type { ServiceDescriptor } from "../definition/descriptor.js";
import { fromDescriptor } from "../definition/from-descriptor.js";
import { OWN_NAMESPACES } from "../messaging/own-methods.js";
import { type ContextFields, RequestContext } from "../messaging/request-context.js";
import type { Target } from "../messaging/target.js";
import { PACKAGE_VERSION } from "../package/package-version.js";
import type { DispatchedEndpoint } from "./dispatcher.js";
import type { MethodTally, ServerTallies } from "./method-tallies.js";

/** The request that every server answers with a {@link ServerDescription}, unless `rpc_discovery_enabled` is off. */
export const DISCOVERY = {
  namespace: `${OWN_NAMESPACES}discovery`,
  method: "describe_server",
  version: "1.0",
} as const;

/** The most requests that a description lists. */
const MOST_RUNNING = 1_000;

/** The answer of a server. A member that is unknown to a reader comes from a later version. */
export interface ServerDescription {
  /** Format of this object. */
  readonly format: 1;
  readonly library: { readonly name: "oslo-rpc"; readonly version: string };
  readonly server: string | null;
  readonly topic: string;
  /** Null: the `control_exchange` of its configuration. */
  readonly exchange: string | null;
  readonly host: string;
  readonly pid: number;
  /** File name of the program. */
  readonly program: string;
  /** The time at which the server was made, as ISO 8601 in UTC. */
  readonly since: string;
  /**
   * The definitions it serves, as `schemas/oslo-service.schema.json` has them, without the methods that its access policy
   * refuses; absent when not asked for.
   */
  readonly services?: readonly Readonly<Record<string, unknown>>[];
  /** Requests whose method runs, the oldest first. */
  readonly running: readonly RunningDescription[];
  /** Counts by method since the server was made. */
  readonly methods: readonly MethodTally[];
}

/** One method that runs. */
export interface RunningDescription {
  readonly method: string;
  readonly seconds: number;
  readonly requestId: string | null;
  readonly userId: string | null;
}

/** The facts that a description is made of. */
export interface DiscoveryFacts {
  readonly target: Target;
  readonly services: readonly ServiceDescriptor[];
  readonly tallies: () => ServerTallies;
}

/** Answers `describe_server`; its argument `services` at false leaves the definitions out. */
export function discoveryEndpoint({ target, services, tallies }: DiscoveryFacts): DispatchedEndpoint {
  const since = new Date().toISOString();
  const describe = (isWhole: boolean, { running, methods } = tallies()): ServerDescription => ({
    format: 1,
    library: { name: "oslo-rpc", version: PACKAGE_VERSION },
    server: target.server ?? null,
    topic: target.topic,
    exchange: target.exchange ?? null,
    host: hostname(),
    pid: process.pid,
    program: basename(process.argv[1] ?? "node"),
    since,
    ...(isWhole && { services: services.map(fromDescriptor) }),
    running: runningOf(running),
    methods: methods.filter(({ method }) => method !== DISCOVERY.method),
  });
  const { namespace, version, method } = DISCOVERY;
  return {
    namespace,
    version,
    methods: new Map([
      [
        method,
        {
          service: undefined,
          accept: (_context, args) => (wantsServices(args) ? {} : { services: false }),
          run: async (_context, args) => describe(args.services !== false),
          errors: [],
        },
      ],
    ]),
  };
}

function wantsServices(args: unknown): boolean {
  return (
    typeof args !== "object" ||
    args === null ||
    !Object.hasOwn(args, "services") ||
    Reflect.get(args, "services") !== false
  );
}

function runningOf(running: ServerTallies["running"]): RunningDescription[] {
  return running
    .filter(({ request }) => request.message.namespace !== DISCOVERY.namespace)
    .slice(0, MOST_RUNNING)
    .map(({ request, seconds }) => ({
      method: request.message.method,
      seconds,
      ...callerOf(request.context),
    }));
}

/** The names that the caller gives itself. */
function callerOf(fields: ContextFields): Pick<RunningDescription, "requestId" | "userId"> {
  const { requestId = null, userId = null } = new RequestContext(fields);
  return { requestId, userId };
}
