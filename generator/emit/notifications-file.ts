import type { NotificationModel } from "../../src/definition/model.js";
import { type EmitContext, typesImport } from "./context.js";
import { docComment } from "./doc-comment.js";
import { literal } from "./literal.js";
import { indented, memberLines } from "./object-type.js";
import { printSourceFile } from "./source-file.js";
import { referencesOf, UNKNOWN } from "./type-expression.js";

/** `notifications.ts`: the payloads by event type, and the list of event types. */
export function notificationsFile(context: EmitContext): string {
  const { header, model, names, types } = context;
  const typeName = `${names.type}Notifications`;
  const start = `export const ${names.value}EventTypes: readonly (keyof ${typeName})[] = `;
  const eventTypes = model.notifications.map(({ eventType }) => eventType);
  const member = (notification: NotificationModel) => ({
    name: notification.eventType,
    isOptional: false,
    type: types.payloads.get(notification) ?? UNKNOWN,
    description: notification.description,
    isDeprecated: notification.deprecated,
  });
  return printSourceFile({
    header,
    imports: [typesImport(context, referencesOf([...types.payloads.values()]))],
    statements: [
      [
        ...docComment(
          { description: `Payloads of the notifications of ${model.service}, by event type.` },
          0,
        ),
        `export interface ${typeName} {`,
        ...indented(memberLines(model.notifications.map(member))),
        "}",
      ].join("\n"),
      [
        ...docComment({ description: `The event types of ${model.service}.` }, 0),
        `${start}${literal(eventTypes, 0, start.length + 1)};`,
      ].join("\n"),
    ],
  });
}
