import { schemaOfAll } from "../../src/definition/method-at.js";
import type { MethodModel, NotificationModel, ServiceModel } from "../../src/definition/model.js";
import { stringifyJson } from "../../src/json/json.js";
import { type ExampleVersions, exampleVersions } from "../example-text/example-versions.js";
import { infoOf, present } from "./document.js";
import { draft7, draft7Definitions } from "./older-schema.js";

const SCHEMAS = "#/components/schemas/";
const BINDING_VERSION = "0.3.0";
/** The exchange where neither the definition nor the configuration names one. */
const DEFAULT_EXCHANGE = "openstack";
/** The id of the call that an example answers. */
const EXAMPLE_ID = "0123456789abcdef0123456789abcdef";
/** The topic that notifications are sent to where the configuration names none. */
const NOTIFICATION_TOPIC = "notifications";

/**
 * The AsyncAPI 3.1 document of a service over RabbitMQ, with the `amqp` binding: the channel that requests come by, the
 * one of replies, and one for each severity of notifications. Messages are the envelopes that oslo.messaging sends.
 *
 * @param writtenBy says who wrote the document
 */
export function asyncApiDocument(model: ServiceModel, writtenBy: string): object {
  const { methods, notifications } = model;
  const versionOf = exampleVersions(model);
  const priorities = [...new Set(notifications.flatMap((notification) => notification.priorities))];
  const calls = methods.filter(({ kind }) => kind !== "cast");
  const requests = (topic: string) => ({
    address: topic,
    description:
      "A request goes to any server, one to a certain server has its name and a dot before the address's end.",
    messages: refs(methods.map(requestKey)),
    bindings: { amqp: routing(model) },
  });
  const channels = {
    requests: requests(model.topic),
    ...Object.fromEntries(model.additionalTopics.map((topic) => [`requests.${key(topic)}`, requests(topic)])),
    ...(calls.length === 0
      ? {}
      : {
          replies: {
            address: null,
            description: "The queue that a request names as _reply_q.",
            messages: refs([...calls.map(resultKey), FAILURE]),
            bindings: {
              amqp: {
                is: "queue",
                queue: { durable: false, exclusive: false },
                bindingVersion: BINDING_VERSION,
              },
            },
          },
        }),
    ...Object.fromEntries(
      priorities.map((priority) => [
        channelOf(priority),
        {
          address: `${NOTIFICATION_TOPIC}.${priority}`,
          messages: refs(notifications.filter((each) => each.priorities.includes(priority)).map(eventKey)),
          bindings: { amqp: routing(model) },
        },
      ]),
    ),
  };
  return {
    asyncapi: "3.1.0",
    "x-generated": writtenBy,
    info: infoOf(model),
    defaultContentType: "application/json",
    channels,
    operations: {
      ...Object.fromEntries(methods.map((method) => [key(method.name), requestOperation(method)])),
      ...Object.fromEntries(
        notifications.flatMap((each) =>
          each.priorities.map((priority) => [
            `${key(each.eventType)}.${priority}`,
            present({
              action: "send",
              summary: summaryOf(each.description),
              channel: { $ref: `#/channels/${channelOf(priority)}` },
              messages: [{ $ref: `#/channels/${channelOf(priority)}/messages/${eventKey(each)}` }],
            }),
          ]),
        ),
      ),
    },
    components: present({
      messages: {
        ...Object.fromEntries(
          methods.map((method) => [requestKey(method), requestMessage(method, model, versionOf)]),
        ),
        ...Object.fromEntries(calls.map((method) => [resultKey(method), resultMessage(method)])),
        ...(calls.length === 0 ? {} : { [FAILURE]: failureMessage() }),
        ...Object.fromEntries(notifications.map((each) => [eventKey(each), eventMessage(each)])),
      },
      schemas: model.$defs.length === 0 ? undefined : draft7Definitions(model.$defs, SCHEMAS),
    }),
  };
}

const FAILURE = "failure";
const requestKey = ({ name }: MethodModel) => `${key(name)}.request`;
const resultKey = ({ name }: MethodModel) => `${key(name)}.result`;
const eventKey = ({ eventType }: NotificationModel) => `${key(eventType)}.event`;
const channelOf = (priority: string) => `notifications.${priority}`;

/** Keys hold letters, digits and `.-_` alone; what else a name has is written as its code. */
function key(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9.-]/gu, (char) =>
    char === "_" ? "_" : `_x${char.codePointAt(0)?.toString(16)}_`,
  );
}

function refs(keys: readonly string[]): object {
  return Object.fromEntries(keys.map((name) => [name, { $ref: `#/components/messages/${name}` }]));
}

function routing({ exchange, controlExchange = DEFAULT_EXCHANGE }: ServiceModel): object {
  return {
    is: "routingKey",
    exchange: { name: exchange ?? controlExchange, type: "topic", durable: false, autoDelete: false },
    bindingVersion: BINDING_VERSION,
  };
}

function requestOperation(method: MethodModel): object {
  const { description, kind } = method;
  const replies = "#/channels/replies";
  return present({
    action: "receive",
    summary: summaryOf(description),
    description,
    channel: { $ref: "#/channels/requests" },
    messages: [{ $ref: `#/channels/requests/messages/${requestKey(method)}` }],
    reply:
      kind === "cast"
        ? undefined
        : {
            channel: { $ref: replies },
            messages: [
              { $ref: `${replies}/messages/${resultKey(method)}` },
              { $ref: `${replies}/messages/${FAILURE}` },
            ],
          },
  });
}

function summaryOf(description: string | undefined): string | undefined {
  return description?.split(/(?<=\.)\s|\n/)[0];
}

function requestMessage(
  method: MethodModel,
  { namespace }: ServiceModel,
  versionOf: ExampleVersions,
): object {
  const properties = method.params.map((param) => {
    const { name, description } = param;
    const own = draft7(schemaOfAll(param), SCHEMAS);
    return [name, description === undefined ? own : { description, allOf: [own] }];
  });
  const args = {
    type: "object",
    properties: Object.fromEntries(properties),
    required: method.params.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties:
      method.additionalParams === undefined ? false : draft7(method.additionalParams, SCHEMAS),
  };
  const call = {
    _msg_id: { type: "string" },
    _reply_q: { type: "string" },
    _timeout: { type: ["number", "null"] },
  };
  const inner = {
    type: "object",
    properties: {
      method: { const: method.name },
      args,
      ...(namespace === undefined ? {} : { namespace: { const: namespace } }),
      version: { type: "string", description: `MAJOR.MINOR, ${method.since} at least` },
      _unique_id: { type: "string" },
      ...(method.kind === "cast" ? {} : call),
    },
    required: ["method", "args", ...(method.kind === "call" ? ["_msg_id", "_reply_q"] : [])],
  };
  return message(
    `A request of ${method.name}`,
    inner,
    method.deprecated,
    method.examples.map((example) => ({
      name: example.name,
      description: example.description,
      content: present({
        method: method.name,
        args: example.arguments,
        namespace,
        version: versionOf(method, example),
      }),
    })),
  );
}

function resultMessage({ name, result, examples }: MethodModel): object {
  const inner = {
    type: "object",
    properties: {
      result: result === undefined ? { type: "null" } : draft7(result, SCHEMAS),
      failure: { type: "null" },
      ending: { const: true },
      _msg_id: { type: "string" },
    },
    required: ["result", "_msg_id"],
  };
  const shown = examples.filter(({ error }) => error === undefined);
  return message(
    `The result of ${name}`,
    inner,
    false,
    shown.map((example) => ({
      name: example.name,
      description: example.description,
      content: { result: example.result ?? null, failure: null, ending: true, _msg_id: EXAMPLE_ID },
    })),
  );
}

function failureMessage(): object {
  const failure = { type: "string", description: "JSON of class, module, message, args, kwargs and tb" };
  const inner = {
    type: "object",
    properties: { result: { type: "null" }, failure, ending: { const: true }, _msg_id: { type: "string" } },
    required: ["failure", "_msg_id"],
  };
  return message("An exception that a method ended with", inner);
}

function eventMessage(notification: NotificationModel): object {
  const { eventType, payload, description, deprecated, priorities, examples } = notification;
  const inner = {
    type: "object",
    properties: {
      event_type: { const: eventType },
      payload: draft7(payload, SCHEMAS),
      priority: { type: "string" },
      publisher_id: { type: "string" },
      message_id: { type: "string" },
      timestamp: { type: "string" },
    },
    required: ["event_type", "payload"],
  };
  const [priority = "info"] = priorities;
  return message(
    description ?? `The notification ${eventType}`,
    inner,
    deprecated,
    examples.map((example) => ({
      name: example.name,
      description: example.description,
      content: { event_type: eventType, payload: example.payload, priority: priority.toUpperCase() },
    })),
  );
}

/** An example of a message, and what stands in its envelope. */
interface MessageExample {
  readonly name: string;
  readonly description: string | undefined;
  readonly content: object;
}

function exampleObject({ name, description, content }: MessageExample): object {
  const payload = { "oslo.version": "2.0", "oslo.message": stringifyJson(content) };
  return present({ name, summary: summaryOf(description), payload });
}

/** The JSON of a message travels as text inside its envelope. */
function message(
  summary: string,
  inner: object,
  isDeprecated = false,
  examples: readonly MessageExample[] = [],
): object {
  return {
    summary: summaryOf(summary),
    contentType: "application/json",
    ...(isDeprecated ? { "x-deprecated": true } : {}),
    bindings: { amqp: { contentEncoding: "utf-8", bindingVersion: BINDING_VERSION } },
    payload: {
      type: "object",
      properties: {
        "oslo.version": { const: "2.0" },
        "oslo.message": { type: "string", contentMediaType: "application/json", "x-content-schema": inner },
      },
      required: ["oslo.version", "oslo.message"],
    },
    ...(examples.length === 0 ? {} : { examples: examples.map(exampleObject) }),
  };
}
