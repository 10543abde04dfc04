import type { Command } from "commander";
import { groupBy } from "../../collections/group-by.js";
import type { ServiceDescriptor } from "../../definition/descriptor.js";
import { oneLine } from "../../log/one-line.js";
import type { MockEndpoint } from "../../mock/mock-service.js";
import type { Interceptor } from "../../rpc/interceptor.js";
import { RpcServer } from "../../rpc/rpc-server.js";
import { UsageError } from "../../terminal/usage-error.js";
import type { RpcTransport } from "../../transport/rpc-transport.js";
import {
  collect,
  commandTransport,
  countParser,
  secondsParser,
  type TransportCommandOptions,
  withTransportOptions,
} from "../common-options.js";
import { Ending, endWhenUnreachable } from "../ending.js";
import { MockNotices } from "../mock-notices.js";
import { type AnswerOptions, addError, mockEndpoints, readLatency } from "../mock-options.js";
import { NotificationTransports } from "../notification-transports.js";
import { placeText } from "../place-text.js";
import { readDefinition } from "../requests.js";

interface MockCommandOptions extends TransportCommandOptions, AnswerOptions {
  readonly schema?: readonly string[];
  readonly server: string;
  readonly notify?: number;
  readonly count?: number;
  readonly for?: number;
}

/** The command `mock`. */
export function defineMock(command: Command): Command {
  return withTransportOptions(command)
    .option("--schema <file>", "service definition to answer by; may be repeated", collect)
    .option("--server <name>", "name of the server", "mock")
    .option("--seed <text>", "the same seed gives the same answers in the same order", "1")
    .option("--no-examples", "do not take what the schemas show, examples and defaults, for answers")
    .option("--latency <ms>", "answer calls after so long; 20..200 for a time between", readLatency)
    .option(
      "--error <method=name>",
      "raise a declared error; METHOD=NAME@0.1 in one call of ten; may be repeated",
      addError,
    )
    .option(
      "--notify <seconds>",
      "send the notifications of the definitions, one every so often",
      secondsParser("--notify"),
    )
    .option("--count <number>", "end after so many requests", countParser("--count"))
    .option("--for <seconds>", "end after so long", secondsParser("--for"))
    .option("--json", "print requests as JSON objects on a line each, and tell errors as JSON too")
    .addHelpText(
      "after",
      `
Answers fit the schemas of the results. Methods with examples answer by them: by the one with the arguments of a call, else by
the first that does not fail; elsewhere what the schemas show comes first. A caller whose context has the
field mock_error gets the declared error of that name. Casts are taken and forgotten.

Examples:
  oslo-rpc mock --schema schemas/my-service.json
  oslo-rpc mock --schema schemas/my-service.json --seed 7 --latency 5..50 --error methodA=NotReady@0.1
  oslo-rpc mock --schema volumes.json --schema scheduler.json --url rabbit://guest:guest@127.0.0.1:5672/`,
    )
    .action(mock);
}

async function mock(options: MockCommandOptions): Promise<void> {
  const { schema: files = [], notify } = options;
  if (files.length === 0) throw new UsageError("mock needs a definition: --schema my-service.json");
  const endpoints = mockEndpoints(files.map(readDefinition), options);
  const transport = commandTransport(options);
  const ended = new Ending(options.count, options.for);
  const unwatch = endWhenUnreachable(transport, ended);
  // One server can have those of one topic and exchange.
  const groups = groupBy(endpoints, ({ descriptor }) =>
    JSON.stringify([descriptor.topic, transport.exchangeOf(descriptor)]),
  );
  const servers = [...groups.values()].map(
    (group) =>
      new RpcServer(transport, {
        server: options.server,
        endpoints: group,
        topics: topicsOf(group),
        interceptors: [telling(options, ended)],
      }),
  );
  let notices: MockNotices | undefined;
  try {
    const started = Promise.all(servers.map((server) => server.start())).then(() => true);
    const isServing = await Promise.race([started, ended.promise.then(() => false)]);
    unwatch();
    if (isServing) {
      for (const { descriptor } of endpoints)
        tellOnStderr(`Serving ${place(descriptor, transport)} as ${options.server}`);
      for (const line of endpoints.flatMap(warnings)) tellOnStderr(line);
      notices = notify === undefined ? undefined : startNotices(options, notify, endpoints, transport);
    }
    await ended.promise;
    await Promise.all(servers.map((server) => server.stop()));
  } finally {
    unwatch();
    ended.cancel();
    await notices?.stop();
    await transport.close();
  }
}

/** A mock stands for the servers of all topics. */
function topicsOf(group: readonly MockEndpoint[]): readonly string[] {
  return group.flatMap(({ descriptor: { topic, additionalTopics = [] } }) => [topic, ...additionalTopics]);
}

/** Prints each request when it is answered, and counts it. */
function telling({ json = false }: MockCommandOptions, ended: Ending): Interceptor {
  return (next) => async (request) => {
    const { kind, method } = request;
    const start = performance.now();
    const tell = (error?: unknown) => {
      const ms = Math.round((performance.now() - start) * 10) / 10;
      const failure = error instanceof Error ? failureName(error) : undefined;
      const line = json
        ? JSON.stringify({ kind, method, ms, ...(failure !== undefined && { error: failure }) })
        : `${kind} ${method} ${ms} ms${failure === undefined ? "" : `: ${failure}`}`;
      process.stdout.write(`${oneLine(line)}\n`);
      if (ended.take()) ended.check();
    };
    try {
      const result = await next(request);
      tell();
      return result;
    } catch (error) {
      tell(error);
      throw error;
    }
  };
}

function failureName(error: Error): string {
  const { errorName } = error.constructor as { readonly errorName?: unknown };
  return typeof errorName === "string" ? errorName : error.message;
}

function place(descriptor: ServiceDescriptor, transport: RpcTransport): string {
  const { service, version, topic, additionalTopics, namespace } = descriptor;
  const exchange = transport.exchangeOf(descriptor);
  return `${service} ${version} on ${placeText({ topic, additionalTopics, exchange, namespace })}`;
}

/** A line for each schema without a value: to a call that needs one, the mock answers with an error. */
function warnings(endpoint: MockEndpoint): readonly string[] {
  return endpoint.withoutSample().map(({ pointer, none, cause }) => {
    const what = `${endpoint.descriptor.service} ${pointer}`;
    if (none === "not found") return `No value was found for ${what}, though there may be one`;
    return `No value can fit ${what}${cause === pointer ? "" : `, because of ${cause}`}`;
  });
}

function startNotices(
  options: MockCommandOptions,
  seconds: number,
  endpoints: readonly MockEndpoint[],
  rpc: RpcTransport,
): MockNotices {
  const exchangeOf = (descriptor: ServiceDescriptor) => rpc.exchangeOf(descriptor);
  const notices = new MockNotices(endpoints, {
    transports: new NotificationTransports(options),
    exchangeOf,
    tell: tellOnStderr,
  });
  if (notices.size === 0) tellOnStderr("The definitions declare no notifications: none are sent");
  else notices.start(seconds);
  return notices;
}

function tellOnStderr(line: string): void {
  process.stderr.write(`${oneLine(line)}\n`);
}
