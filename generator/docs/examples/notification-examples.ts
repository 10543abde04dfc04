import { typedWord } from "../../../src/definition/argument-word.js";
import type { PayloadExample } from "../../../src/definition/descriptor.js";
import type { NotificationModel, ServiceModel } from "../../../src/definition/model.js";
import { serviceNames } from "../../../src/definition/names.js";
import type { SetDefinitions } from "../../../src/subset/definitions.js";
import { pythonCall, pythonInvocation, pythonTransport } from "../../example-text/python-text.js";
import { bracketed, jsonValue, pythonValue, typescriptValue } from "../../example-text/value-text.js";
import type { ExampleGroup } from "./example-group.js";
import { exampleValue } from "./example-value.js";
import type { ProgramValue } from "./program-value.js";
import { shellCommand } from "./shell-text.js";

/** Topic of the examples: oslo.messaging's default. */
const TOPIC = "notifications";

/** All that the examples of one notification are made of. */
interface Shown {
  readonly model: ServiceModel;
  readonly notification: NotificationModel;
  readonly payload: unknown;
  readonly programPayload: unknown;
  /** Name of its type. */
  readonly type: string;
  readonly publisher: string;
}

/**
 * Shows the payload of a notification, how it is sent, and how somebody listens to it.
 *
 * @param given the examples of the definition, their payloads as programs have them
 */
export function notificationExamples(
  model: ServiceModel,
  notification: NotificationModel,
  given: readonly PayloadExample[],
  definitions: SetDefinitions,
  programValue: ProgramValue,
  type: string,
): ExampleGroup[] {
  const [first] = notification.examples;
  const payload = first === undefined ? exampleValue(definitions, notification.payload) : first.payload;
  const payloads = notification.examples.map(({ name, description: text, payload: value }) => ({
    title: `Payload: ${name}`,
    ...(text === undefined ? {} : { description: text }),
    examples: [{ language: "json" as const, text: jsonValue(value) }],
  }));
  const programPayload = given[0]?.payload ?? programValue(notification.payload, payload);
  const shown = { model, notification, payload, programPayload, type, publisher: `${model.topic}.host1` };
  return [
    ...(payloads.length > 0
      ? payloads
      : [{ title: "Payload", examples: [{ language: "json" as const, text: jsonValue(payload) }] }]),
    {
      title: "Send",
      examples: [
        { language: "ts", text: typescriptNotifier(shown) },
        { language: "python", text: pythonNotifier(shown) },
        { language: "sh", text: shellNotify(shown) },
      ],
    },
    {
      title: "Listen",
      examples: [
        { language: "ts", text: typescriptListener(shown) },
        { language: "python", text: pythonListener(shown) },
        { language: "sh", text: shellListen(shown) },
      ],
    },
  ];
}

function typescriptNotifier({ model, notification, programPayload, publisher }: Shown): string {
  const call = bracketed({ before: `await notifier.${notification.property}(`, after: ");", last: "," }, [
    (indent, used) => typescriptValue(programPayload, indent, used),
  ])(0, 0);
  return [
    "const transport = getNotificationTransport();",
    `const notifier = new ${serviceNames(model.service).type}Notifier(transport, {`,
    `  publisherId: ${typescriptValue(publisher)},`,
    '  driver: "messagingv2",',
    "});",
    call,
  ].join("\n");
}

function typescriptListener({ model, notification, type }: Shown): string {
  const method = bracketed({ before: `override ${notification.property}(`, after: "): void {", last: "," }, [
    () => "ctx: RequestContext",
    () => `payload: ${type}`,
  ]);
  return [
    `class Listener extends ${serviceNames(model.service).type}NotificationEndpoint {`,
    `  ${method(2, 2)}`,
    "    console.log(payload);",
    "  }",
    "}",
    "",
    "const transport = getNotificationTransport();",
    "const listener = new NotificationListener(transport, {",
    `  targets: [{ topic: "${TOPIC}" }],`,
    "  endpoints: [new Listener()],",
    "});",
    "await listener.start();",
  ].join("\n");
}

function pythonNotifier({ notification, payload, publisher }: Shown): string {
  const [severity = "info"] = notification.priorities;
  return [
    pythonTransport("get_notification_transport", []),
    pythonCall(
      "notifier = oslo_messaging.Notifier",
      ["transport"],
      [
        { name: "publisher_id", value: publisher },
        { name: "driver", value: "messagingv2" },
        { name: "topics", value: [TOPIC] },
      ],
    ),
    pythonInvocation(`notifier.${severity}`, [
      () => "{}",
      () => pythonValue(notification.eventType),
      (indent, used) => pythonValue(payload, indent, used),
    ]),
  ].join("\n");
}

function pythonListener({ notification }: Shown): string {
  const methods = notification.priorities.flatMap((severity) => [
    `    def ${severity}(self, ctxt, publisher_id, event_type, payload, metadata):`,
    "        print(payload)",
    "",
  ]);
  return [
    "class Listener:",
    "    filter_rule = oslo_messaging.NotificationFilter(",
    `        event_type=${pythonValue(eventPattern(notification.eventType))}`,
    "    )",
    "",
    ...methods,
    pythonTransport("get_notification_transport", []),
    "listener = oslo_messaging.get_notification_listener(",
    "    transport,",
    `    [oslo_messaging.Target(topic="${TOPIC}")],`,
    "    [Listener()],",
    '    executor="threading",',
    ")",
    "listener.start()",
  ].join("\n");
}

function shellNotify({ notification, payload, publisher }: Shown): string {
  const [severity = "info"] = notification.priorities;
  return shellCommand([
    ...["oslo-rpc", "notify", TOPIC, notification.eventType],
    typedWord(payload, true),
    ...["--publisher", publisher],
    ...(severity === "info" ? [] : ["--priority", severity]),
  ]);
}

function shellListen({ notification }: Shown): string {
  const pattern = eventPattern(notification.eventType);
  return shellCommand(["oslo-rpc", "listen", TOPIC, "--event-type", pattern]);
}

/** A regular expression that matches this event type only; both filters match from the beginning on. */
function eventPattern(eventType: string): string {
  return `${eventType.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`;
}
