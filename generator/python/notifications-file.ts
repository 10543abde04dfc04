import { type PythonContext, type PythonEvent, shadowedBuiltins } from "./context.js";
import { classText, type Documentation, docstring } from "./docstring.js";
import { payloadBlocks } from "./example-block.js";
import { bracketed, indented } from "./layout.js";
import { stringLiteral } from "./literal.js";
import { annotation, classImports, ownNames, typingNames } from "./python-type.js";
import { importFrom, MESSAGING_IMPORT, printModule } from "./source-file.js";

/** `notifications.py`: the class that sends the notifications, and the base of those that listen to them. */
export function notificationsFile(context: PythonContext): string {
  const { header, model, name, events } = context;
  const types = events.map(({ payload }) => payload);
  const priorities = [...new Set(events.flatMap((event) => event.model.priorities))];
  return printModule({
    header,
    doc: docstring({ description: `The notifications of ${model.service}.` }, 0),
    imports: [
      ["from __future__ import annotations"],
      [
        ...(shadowedBuiltins(context, [...types, { kind: "dict", item: { kind: "any" } }])
          ? ["import builtins"]
          : []),
        ...classImports(types),
        ...importFrom("typing", ["TYPE_CHECKING", "Any", "Literal", ...types.flatMap(typingNames)]),
      ],
      [
        ...importFrom(".base", ["ServiceNotificationEndpoint", "ServiceNotifier"]),
        ...importFrom(".descriptor", ["SERVICE"]),
        ...importFrom(".types", types.flatMap(ownNames)),
      ],
      [MESSAGING_IMPORT],
    ],
    statements: [
      classText(`class ${name}Notifier(ServiceNotifier):`, `Sends the notifications of ${model.service}.`, [
        ["_service = SERVICE"],
        ...events.map((event) => senderLines(event, context)),
      ]),
      classText(
        `class ${name}NotificationEndpoint(ServiceNotificationEndpoint):`,
        `Extend this to listen to the notifications of ${model.service}.\n\nA method returns None or a ` +
          "``oslo_messaging.NotificationResult``.",
        [
          ["_service = SERVICE", ...filterLines(events)],
          ...priorities.map((priority) => priorityLines(priority, context)),
          ...events.map((event) => listenerLines(event, context)),
        ],
      ),
    ],
  });
}

function senderLines(event: PythonEvent, context: PythonContext): string[] {
  const { model, identifier, payload } = event;
  const names = model.priorities.map((priority) => stringLiteral(priority));
  const params = [
    ...["self", "ctxt: Any", `payload: ${annotation(payload, context.shadowed)}`],
    `priority: Literal[${names.join(", ")}] = ${names[0]}`,
  ];
  return [
    ...bracketed(`def ${identifier}(`, params, ") -> None:", 4),
    ...indented([
      ...eventDoc(event, payloadBlocks(event, context)),
      ...bracketed("self._emit(", ["ctxt", stringLiteral(model.eventType), "payload", "priority"], ")", 8),
    ]),
  ];
}

function listenerLines(event: PythonEvent, context: PythonContext): string[] {
  const { identifier, payload } = event;
  const params = [
    "self",
    "ctxt: Any",
    "publisher_id: str",
    `payload: ${annotation(payload, context.shadowed)}`,
  ];
  const doc = eventDoc(event);
  return [
    ...bracketed(`def ${identifier}(`, [...params, `metadata: ${metadataType(context)}`], ") -> Any:", 4),
    ...indented([...doc, "return None"]),
  ];
}

/** oslo.messaging calls a method for each severity. */
function priorityLines(priority: string, context: PythonContext): string[] {
  const params = [
    ...["self", "ctxt: Any", "publisher_id: str", "event_type: str", "payload: Any"],
    `metadata: ${metadataType(context)}`,
  ];
  const values = [stringLiteral(priority), "ctxt", "publisher_id", "event_type", "payload", "metadata"];
  return [
    ...bracketed(`def ${priority}(`, params, ") -> Any:", 4),
    ...indented(bracketed("return self._notified(", values, ")", 8)),
  ];
}

function metadataType({ shadowed }: PythonContext): string {
  return annotation({ kind: "dict", item: { kind: "any" } }, shadowed);
}

function filterLines(events: readonly PythonEvent[]): string[] {
  const types = events.map(({ model }) => model.eventType.replaceAll(/[^A-Za-z0-9_]/gu, "\\$&"));
  const pattern = stringLiteral(`(?:${types.join("|")})$`);
  return bracketed("filter_rule = messaging.NotificationFilter(", [`event_type=${pattern}`], ")", 4);
}

function eventDoc({ model }: PythonEvent, blocks: Documentation["blocks"] = []): string[] {
  const { description = "", deprecated } = model;
  const text = [description, ...(deprecated ? ["Deprecated."] : [])].filter((part) => part !== "");
  return docstring({ description: text.join("\n\n"), blocks }, 8);
}
