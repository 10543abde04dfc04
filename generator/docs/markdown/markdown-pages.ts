import type { ErrorEntry, MethodEntry, NotificationEntry, ServicePage } from "../content/service-page.js";
import { block, code, MARKDOWN_MARK, paragraphs, plain } from "./markdown.js";

/** The page of one service. */
export function markdownServicePage(page: ServicePage, version: string): string {
  const { model } = page;
  return joined([
    `${MARKDOWN_MARK} ${version}. -->`,
    `# ${plain(model.service)} ${model.version}`,
    ...paragraphs(model.description),
    [
      `- Topic: ${code(model.topic)}`,
      `- Exchange: ${model.exchange === undefined ? "the configured control\\_exchange" : code(model.exchange)}`,
      `- Namespace: ${model.namespace === undefined ? "none" : code(model.namespace)}`,
    ].join("\n"),
    ...part("Methods", page.methods.flatMap(methodSection)),
    ...part("Notifications", page.notifications.flatMap(notificationSection)),
    ...part("Errors", page.errors.flatMap(errorSection)),
    ...part(
      "Types",
      page.types.map((declaration) => block("ts", declaration)),
    ),
  ]);
}

/** The page that leads to those of the services. */
export function markdownIndexPage(pages: readonly ServicePage[], version: string): string {
  const rows = pages.map(
    ({ name, model }) =>
      `| [${plain(model.service)}](${encodeURIComponent(name)}.md) | ${model.version} | ${code(model.topic)} | ${plain(model.description ?? "")} |`,
  );
  return joined([
    `${MARKDOWN_MARK} ${version}. -->`,
    "# Services",
    ["| service | version | topic | |", "|---|---|---|---|", ...rows].join("\n"),
  ]);
}

function methodSection({ method, signature, params, resultType, examples }: MethodEntry): string[] {
  const notes = [
    method.kind,
    `since ${method.since}`,
    ...(method.deprecated ? ["deprecated"] : []),
    ...(method.timeout === undefined ? [] : [`timeout ${method.timeout} s`]),
  ];
  const rows = params.map(({ name, type, required, since, deprecated, description }) => {
    const marks = [
      required ? "required" : "optional",
      ...(since === undefined ? [] : [`since ${since}`]),
      ...(deprecated ? ["deprecated"] : []),
    ];
    return `| ${code(name)} | ${code(type)} | ${marks.join(", ")} | ${plain(description)} |`;
  });
  return [
    `### ${code(method.name)}`,
    `_${notes.join(", ")}_`,
    ...paragraphs(method.description),
    block("ts", signature),
    ...(rows.length === 0 ? [] : [["| parameter | type | | |", "|---|---|---|---|", ...rows].join("\n")]),
    ...(method.kind === "cast"
      ? []
      : [`Returns ${code(method.result === undefined ? "null" : resultType)}.`]),
    ...(method.errors.length === 0 ? [] : [`Raises ${method.errors.map(code).join(", ")}.`]),
    block("ts", examples.typescript),
    block("python", examples.python),
    block("sh", examples.shell),
  ];
}

function notificationSection({ notification, type }: NotificationEntry): string[] {
  const { eventType, description, priorities, deprecated } = notification;
  const marks = [...priorities, ...(deprecated ? ["deprecated"] : [])].join(", ");
  return [`### ${code(eventType)}`, `_${marks}_`, ...paragraphs(description), `Payload ${code(type)}.`];
}

function errorSection({ name, module, description, kwargs, methods }: ErrorEntry): string[] {
  return [
    `### ${code(name)}`,
    ...paragraphs(description),
    [
      `- Module: ${code(module)}`,
      ...(kwargs === undefined ? [] : [`- Keyword arguments: ${code(kwargs)}`]),
      ...(methods.length === 0 ? [] : [`- Raised by: ${methods.map(code).join(", ")}`]),
    ].join("\n"),
  ];
}

function part(title: string, content: readonly string[]): string[] {
  return content.length === 0 ? [] : [`## ${title}`, ...content];
}

function joined(blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}
