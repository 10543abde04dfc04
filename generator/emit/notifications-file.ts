import type { NotificationModel } from "../../src/definition/model.js";
import { type EmitContext, RUNTIME, RUNTIME_NOTIFY, typesImport } from "./context.js";
import { docComment } from "./doc-comment.js";
import { payloadCode } from "./example-code.js";
import { stringLiteral } from "./literal.js";
import { declarationText, indented } from "./object-type.js";
import { bracketed } from "./signature.js";
import { printSourceFile } from "./source-file.js";
import { referencesOf, UNKNOWN } from "./type-expression.js";

const SENT =
  "@returns settles when it is sent; over `amqp://` when a listener has handled it, at most\n" +
  "`default_notify_timeout` seconds later, so that a method which awaits it keeps its caller waiting";

/** `notifications.ts`: the class that sends the notifications, and the bases of those that listen to them. */
export function notificationsFile(context: EmitContext): string {
  const { header, model, types, descriptor, module } = context;
  return printSourceFile({
    header,
    imports: [
      { from: RUNTIME, types: ["RequestContext", "ServiceDescriptor"] },
      {
        from: RUNTIME_NOTIFY,
        names: ["ServiceBatchNotificationEndpoint", "ServiceNotificationEndpoint", "ServiceNotifier"],
        types: [
          "NotificationAnswer",
          "NotificationOptions",
          "NotificationTransport",
          "NotifierOptions",
          "ServiceNotification",
          "ServiceNotificationMetadata",
        ],
      },
      { from: module("descriptor"), names: [descriptor] },
      typesImport(context, referencesOf([...types.payloads.values()])),
    ],
    statements: [
      classText(context, `Sends the notifications of ${model.service}.`, {
        head: "class",
        base: "Notifier",
        start: [
          "constructor(transport: NotificationTransport, options?: NotifierOptions) {",
          `  super(${descriptor}, transport, options);`,
          "}",
        ],
        tags: [SENT],
        isShown: true,
        member: senderLines,
      }),
      classText(context, `Extend this to listen to the notifications of ${model.service}.`, {
        head: "abstract class",
        base: "NotificationEndpoint",
        start: [`readonly descriptor: ServiceDescriptor = ${descriptor};`],
        tags: [],
        isShown: false,
        member: listenerLines,
      }),
      classText(context, `Extend this to listen to the notifications of ${model.service} in batches.`, {
        head: "abstract class",
        base: "BatchNotificationEndpoint",
        start: [`readonly descriptor: ServiceDescriptor = ${descriptor};`],
        tags: [],
        isShown: false,
        member: batchListenerLines,
      }),
    ],
  });
}

/** The parts of a class that differ between the three. */
interface ClassParts {
  readonly head: string;
  /** The ending of the name, and of that of the class it extends. */
  readonly base: string;
  readonly start: readonly string[];
  /** Documentation of each method. */
  readonly tags: readonly string[];
  /** Whether it shows the examples of the definition. */
  readonly isShown: boolean;
  readonly member: (notification: NotificationModel, payload: string) => readonly string[];
}

function classText(
  { model, names, types, examples }: EmitContext,
  description: string,
  parts: ClassParts,
): string {
  const { head, base, start, tags, isShown, member } = parts;
  const members = model.notifications.map((notification) => [
    ...docComment(
      {
        description: notification.description,
        tags: [...tags, ...(notification.deprecated ? ["@deprecated"] : [])],
        examples: isShown
          ? examples.payloads(notification).map((example) => payloadCode(notification, example))
          : [],
      },
      2,
    ),
    ...member(notification, (types.payloads.get(notification) ?? UNKNOWN).text),
  ]);
  const lines = [start, ...members].map((part) => part.join("\n")).join("\n\n");
  return declarationText(
    description,
    `export ${head} ${names.type}${base} extends Service${base}`,
    lines.split("\n"),
  );
}

function senderLines(notification: NotificationModel, payload: string): readonly string[] {
  const { eventType, priorities } = notification;
  const priority = priorities.map((name) => stringLiteral(name)).join(" | ");
  const params = [`payload: ${payload}`, `options?: NotificationOptions<${priority}>`];
  const values = [stringLiteral(eventType), "payload", "options"];
  return [
    ...bracketed(`${notification.property}(`, params, "): Promise<void> {", 2),
    ...indented(bracketed("return this.emit(", values, ");", 4)),
    "}",
  ];
}

function listenerLines(notification: NotificationModel, payload: string): readonly string[] {
  const params = ["ctx: RequestContext", `payload: ${payload}`, "metadata: ServiceNotificationMetadata"];
  return bracketed(`${notification.property}?(`, params, "): NotificationAnswer;", 2);
}

function batchListenerLines(notification: NotificationModel, payload: string): readonly string[] {
  const params = [
    `notifications: readonly ServiceNotification${payload === UNKNOWN.text ? "" : `<${payload}>`}[]`,
  ];
  return bracketed(`${notification.property}?(`, params, "): NotificationAnswer;", 2);
}
