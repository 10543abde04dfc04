import type { MemberEntry, SchemaEntry } from "../content/schema-entry.js";
import { jsonText } from "../content/schema-limits.js";
import type {
  ErrorEntry,
  MethodEntry,
  NotificationEntry,
  ServicePage,
  TypeEntry,
} from "../content/service-page.js";
import type { ExampleGroup } from "../examples/example-group.js";
import { block, code, MARKDOWN_MARK, plain } from "./markdown.js";
import { description, plainLine } from "./markdown-description.js";

/** The page of one service. */
export function markdownServicePage(page: ServicePage, version: string): string {
  const { model } = page;
  return joined([
    `${MARKDOWN_MARK} ${version}. -->`,
    `# ${plain(model.service)} ${model.version}`,
    ...description(model.description),
    [
      `- Topic: ${[code(model.topic), ...(model.additionalTopics.length === 0 ? [] : ["or when told to", ...model.additionalTopics.map(code)])].join(", ")}`,
      `- Exchange: ${exchangeFact(model)}`,
      `- Namespace: ${model.namespace === undefined ? "none" : code(model.namespace)}`,
    ].join("\n"),
    ...part("Methods", page.methods.flatMap(methodSection)),
    ...part("Notifications", page.notifications.flatMap(notificationSection)),
    ...part("Errors", [...modulesNote(page.modulesToAllow), ...page.errors.flatMap(errorSection)]),
    ...part("Types", page.types.flatMap(typeSection)),
  ]);
}

function exchangeFact({ exchange, controlExchange }: ServicePage["model"]): string {
  if (exchange !== undefined) return code(exchange);
  const configured = "the configured control\\_exchange";
  return controlExchange === undefined ? configured : `${configured}, else ${code(controlExchange)}`;
}

/** The page that leads to those of the services. */
export function markdownIndexPage(pages: readonly ServicePage[], version: string): string {
  const rows = pages.map(
    ({ name, model }) =>
      `| [${plain(model.service)}](${encodeURIComponent(name)}.md) | ${model.version} | ${code(model.topic)} | ${plainLine(model.description)} |`,
  );
  return joined([
    `${MARKDOWN_MARK} ${version}. -->`,
    "# Services",
    ["| service | version | topic | |", "|---|---|---|---|", ...rows].join("\n"),
  ]);
}

function methodSection({ method, kind, signature, params, result, examples }: MethodEntry): string[] {
  const notes = [
    kind,
    `since ${method.since}`,
    ...(method.deprecated ? ["deprecated"] : []),
    ...(method.timeout === undefined ? [] : [`timeout ${method.timeout} s`]),
    ...(method.callMonitorTimeout === undefined
      ? []
      : [`call monitor timeout ${method.callMonitorTimeout} s`]),
  ];
  return [
    `### ${code(method.name)}`,
    `_${notes.join(", ")}_`,
    ...description(method.description),
    block("ts", signature),
    ...memberTable("parameter", params),
    ...(method.kind === "cast" ? [] : returns(result)),
    ...(method.errors.length === 0 ? [] : [`Raises ${method.errors.map(code).join(", ")}.`]),
    ...exampleBlocks(examples),
  ];
}

function returns(result: SchemaEntry | undefined): string[] {
  return result === undefined ? [`Returns ${code("null")}.`] : schemaParts("Returns", result);
}

/** A type with all that is said of it. */
function schemaParts(verb: string, schema: SchemaEntry): string[] {
  const facts = [code(schema.type), ...limitTexts(schema)].join(", ");
  return [
    `${verb} ${facts}.`,
    ...description(schema.description),
    ...memberTable("member", schema.members),
    ...alternatives(schema),
  ];
}

function alternatives({ alternatives: choices }: SchemaEntry): string[] {
  return choices.flatMap((choice, index) => schemaParts(index === 0 ? "One of" : "Or", choice));
}

/** A member with the members and the alternatives inside it, each by its path. */
function memberRows(member: MemberEntry, path: readonly string[]): string[] {
  const { name, isName, type, required, since, until, deprecated } = member;
  const inner = [...path, name];
  const marks = [
    ...(isName ? [required ? "required" : "optional"] : []),
    ...(since === undefined ? [] : [`since ${since}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(deprecated ? ["deprecated"] : []),
    ...limitTexts(member),
  ];
  const row = `| ${code(inner.join(" › "))} | ${code(type)} | ${marks.join(", ")} | ${plainLine(member.description)} |`;
  const alternatives = member.alternatives.map((schema, index) => alternativeOf(schema, index + 1));
  return [row, ...[...member.members, ...alternatives].flatMap((part) => memberRows(part, inner))];
}

function alternativeOf(schema: SchemaEntry, number: number): MemberEntry {
  return { ...schema, name: `alternative ${number}`, isName: false, required: false, since: undefined };
}

function memberTable(noun: string, members: readonly MemberEntry[]): string[] {
  if (members.length === 0) return [];
  const rows = members.flatMap((member) => memberRows(member, []));
  return [[`| ${noun} | type | | |`, "|---|---|---|---|", ...rows].join("\n")];
}

function limitTexts({ limits, otherRules }: SchemaEntry): string[] {
  return [
    ...limits.map(({ words, code: value }) => (value === undefined ? words : `${words} ${code(value)}`)),
    ...otherRules.map((rules) => `also ${code(jsonText(rules))}`),
  ];
}

function exampleBlocks(groups: readonly ExampleGroup[]): string[] {
  return groups.flatMap(({ title, description: text, examples }) => [
    `${plain(title)}:`,
    ...description(text),
    ...examples.map(({ language, text }) => block(language, text)),
  ]);
}

function notificationSection({ notification, payload, examples }: NotificationEntry): string[] {
  const { eventType, priorities, deprecated } = notification;
  const marks = [...priorities, ...(deprecated ? ["deprecated"] : [])].join(", ");
  return [
    `### ${code(eventType)}`,
    `_${marks}_`,
    ...description(notification.description),
    ...schemaParts("Payload", payload),
    ...exampleBlocks(examples),
  ];
}

function modulesNote(modules: readonly string[]): string[] {
  if (modules.length === 0) return [];
  return [
    `A caller in Python gets these as their own classes only when ${modules.map(code).join(", ")} stands in \`allowed_remote_exmods\` of its transport; otherwise it gets \`RemoteError\`.`,
  ];
}

function errorSection({ name, module, kwargs, methods, examples, ...error }: ErrorEntry): string[] {
  return [
    `### ${code(name)}`,
    ...description(error.description),
    [
      `- Module: ${code(module)}`,
      ...(methods.length === 0 ? [] : [`- Raised by: ${methods.map(code).join(", ")}`]),
    ].join("\n"),
    ...(kwargs === undefined ? [] : schemaParts("Keyword arguments", kwargs)),
    ...exampleBlocks(examples),
  ];
}

function typeSection({ name, declaration, schema }: TypeEntry): string[] {
  return [
    `### ${code(name)}`,
    ...(schema === undefined ? [] : schemaParts("Type", schema)),
    block("ts", declaration),
  ];
}

function part(title: string, content: readonly string[]): string[] {
  return content.length === 0 ? [] : [`## ${title}`, ...content];
}

function joined(blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}
