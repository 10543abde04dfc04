import type { Command } from "commander";
import type { MethodDescriptor, ServiceDescriptor } from "../../definition/descriptor.js";
import { definitionsOf, describeOne } from "../../discovery/server-descriptions.js";
import { stringifyJson } from "../../json/json.js";
import { escapeControls, oneLine } from "../../log/one-line.js";
import type { ServerDescription } from "../../rpc/discovery-endpoint.js";
import { paint } from "../../terminal/colour.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import { endProcess } from "../../terminal/end-process.js";
import { UsageError } from "../../terminal/usage-error.js";
import { askPeer } from "../ask-peer.js";
import {
  secondsParser,
  shortLivedTransport,
  type TransportCommandOptions,
  withTransportOptions,
} from "../common-options.js";
import { exampleLine } from "../example-line.js";
import { placeText } from "../place-text.js";
import { definitionFile } from "../print-result.js";
import { typeText } from "../type-text.js";

interface DescribeOptions extends TransportCommandOptions {
  readonly exchange?: string;
  readonly server?: string;
  readonly service?: string;
  readonly definition?: boolean;
  readonly names?: string | true;
  readonly timeout: number;
}

/** The command `describe`. */
export function defineDescribe(command: Command): Command {
  return withTransportOptions(command)
    .argument("<topic>", "topic of the servers; TOPIC.SERVER asks one by name")
    .option("--exchange <name>", "exchange of the topic")
    .option("--server <name>", "ask this server, by its name (default: any)")
    .option("--service <name>", "of several services, this one")
    .option("--definition", "print the definition, as a file for oslo-gen and --schema")
    .option("--names [method]", "print the names of the methods, or of a method's arguments, one a line")
    .option("--timeout <seconds>", "how long to wait for the answer", secondsParser("--timeout"), 5)
    .option("--json", "print what the server says of itself as JSON, and tell errors as JSON too")
    .addHelpText(
      "after",
      `
Servers of oslo-rpc describe themselves; those in Python do not: oslo-gen import makes a definition of their sources.

Examples:
  oslo-rpc describe my-topic --exchange my-exchange
  oslo-rpc describe my-topic.Server01 --exchange my-exchange --json
  oslo-rpc describe my-topic --exchange my-exchange --service MyService --definition > my-service.json`,
    )
    .action(describe);
}

async function describe(name: string, options: DescribeOptions): Promise<void> {
  const { exchange, timeout, json = false } = options;
  const [topic = "", inName] = split(name);
  if (inName !== undefined && options.server !== undefined) {
    throw new UsageError("Name the server in TOPIC.SERVER or in --server, not in both");
  }
  const server = options.server ?? inName;
  await askPeer(shortLivedTransport(options), "a description", async (transport) => {
    const description = await describeOne(
      transport,
      { topic, exchange, server },
      { timeout, services: true },
    );
    const definitions = definitionsOf(description);
    if (options.names !== undefined) process.stdout.write(namesOf(definitions, options.names));
    else if (options.definition) printDefinition(description, definitions, options.service);
    else if (json) process.stdout.write(`${escapeControls(stringifyJson(description))}\n`);
    else process.stdout.write(asText(description, pick(definitions, options.service)));
  });
  endProcess();
}

/**
 * Names for a shell that completes, which may take what stands in them for commands: those with other characters than
 * names have are left out.
 */
function namesOf(definitions: readonly ServiceDescriptor[], method: string | true): string {
  const methods = definitions.flatMap((definition) => definition.methods);
  const names =
    method === true
      ? methods.map(({ name }) => name)
      : methods
          .filter(({ name }) => name === method)
          .flatMap(({ params }) => params.map(({ name }) => `${name}=`));
  return [...new Set(names)]
    .filter((name) => /^[\w.-]+=?$/.test(name))
    .map((name) => `${name}\n`)
    .join("");
}

/** A topic has no dot in it; names of servers, which are often host names, do. */
function split(name: string): readonly [topic: string, server?: string] {
  const dot = name.indexOf(".");
  return dot < 0 ? [name] : [name.slice(0, dot), name.slice(dot + 1)];
}

function pick(
  definitions: readonly ServiceDescriptor[],
  service: string | undefined,
): readonly ServiceDescriptor[] {
  if (service === undefined) return definitions;
  const found = definitions.filter((definition) => definition.service === service);
  if (found.length > 0) return found;
  const names = definitions.map((definition) => definition.service).join(", ");
  throw new CommandFailure(`The server has no service ${service}; it has ${names}`);
}

function printDefinition(
  { services = [] }: ServerDescription,
  definitions: readonly ServiceDescriptor[],
  service: string | undefined,
): void {
  const [picked, ...others] = pick(definitions, service);
  if (others.length > 0) {
    const names = definitions.map((definition) => definition.service).join(", ");
    throw new UsageError(`The server has ${names}: choose one with --service`);
  }
  if (picked === undefined) throw new CommandFailure("The server has no service");
  const document = services[definitions.indexOf(picked)];
  process.stdout.write(definitionFile(document));
}

function asText(description: ServerDescription, definitions: readonly ServiceDescriptor[]): string {
  const { server, host, pid, program, since, library, running } = description;
  const head = `server ${server} on ${host}: ${program}, process ${pid}, ${library.name} ${library.version}, since ${since}, ${running.length} running`;
  const lines = [oneLine(head)];
  for (const definition of definitions) lines.push("", ...serviceLines(definition));
  return `${lines.join("\n")}\n`;
}

function serviceLines(definition: ServiceDescriptor): string[] {
  const { service, version, methods } = definition;
  const title = paint(oneLine(`${service} ${version}`), "bold", process.stdout);
  return [
    `${title}  ${oneLine(placeText(definition))}`,
    ...methods.flatMap((method) => [
      `  ${methodLine(method)}`,
      ...exampleLine(method, definition).map((line) => `    ${paint(line, "dim", process.stdout)}`),
    ]),
  ];
}

function methodLine({ name, kind, since, params, result, errors }: MethodDescriptor): string {
  const list = params.map((param) => `${param.name}${param.required ? "" : "?"}: ${typeText(param.schema)}`);
  const returned = kind === "cast" ? "" : ` -> ${result === undefined ? "null" : typeText(result)}`;
  const raised = errors.length === 0 ? "" : `, raises ${errors.join(", ")}`;
  const notes = paint(oneLine(`since ${since}${raised}`), "dim", process.stdout);
  const ways = kind === "both" ? "call/cast" : kind;
  return `${ways} ${oneLine(`${name}(${list.join(", ")})${returned}`)}  ${notes}`;
}
