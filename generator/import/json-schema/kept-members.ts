import type { MethodKind } from "../../../src/definition/descriptor.js";
import {
  isJsonObject,
  itemsOf,
  type JsonObject,
  memberOf,
  membersOf,
} from "../../../src/json/json-object.js";
import { KEPT } from "../../export/older-schema.js";
import type { SchemaConverter } from "./convert-schema.js";

/** The members of a target that an export keeps. */
export interface KeptTarget {
  readonly topic?: string;
  readonly additionalTopics?: readonly string[];
  readonly exchange?: string;
  readonly controlExchange?: string;
  readonly namespace?: string;
}

/** The members that an export has put beside those of OpenRPC. Other documents have none. */
export class KeptMembers {
  readonly #document: JsonObject;
  readonly #converter: SchemaConverter;
  /** The declared errors by name, in the order in which they are met. */
  readonly #errors = new Map<string, JsonObject>();

  constructor(document: JsonObject, converter: SchemaConverter) {
    this.#document = document;
    this.#converter = converter;
  }

  target(): KeptTarget {
    const kept = this.#document[KEPT];
    const topics = itemsOf(memberOf(kept, "additionalTopics"));
    return {
      ...texts(kept, ["topic", "exchange", "controlExchange", "namespace"]),
      ...(topics.length === 0 ? {} : { additionalTopics: topics as readonly string[] }),
    };
  }

  /** The name of the class that an error has; undefined when it has a code alone. */
  errorOf(error: unknown): string | undefined {
    const data = memberOf(error, "data");
    const [name, module, kwargs] = ["class", "module", "kwargs"].map((key) => memberOf(data, key));
    if (typeof name !== "string" || typeof module !== "string") return undefined;
    const message = memberOf(error, "message");
    if (!this.#errors.has(name))
      this.#errors.set(name, {
        module,
        ...(typeof message === "string" && message !== name ? { description: message } : {}),
        ...(kwargs === undefined ? {} : { kwargs: this.#converter.convert(kwargs) }),
      });
    return name;
  }

  /** All errors that were met, and those that no method raises, in the order of the definition. */
  errors(): JsonObject | undefined {
    for (const [, error] of membersOf(memberOf(this.#document.components, "errors"))) this.errorOf(error);
    if (this.#errors.size === 0) return undefined;
    const order = itemsOf(memberOf(this.#document[KEPT], "errors"));
    const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
    const entries = [...this.#errors].toSorted(([left], [right]) => place(left) - place(right));
    return Object.fromEntries(entries);
  }

  notifications(): JsonObject | undefined {
    const all = membersOf(memberOf(this.#document[KEPT], "notifications"));
    if (all.length === 0) return undefined;
    return Object.fromEntries(
      all.map(([eventType, notification]) => [
        eventType,
        {
          ...(isJsonObject(notification) ? notification : {}),
          payload: this.#converter.convert(memberOf(notification, "payload") ?? {}),
        },
      ]),
    );
  }

  /** The versions of a parameter. */
  param(param: JsonObject): JsonObject {
    const earlier = itemsOf(param["x-earlier"]).map((each) => ({
      until: memberOf(each, "until"),
      schema: this.#converter.convert(memberOf(each, "schema") ?? {}),
    }));
    const { "x-since": since, "x-until": until } = param;
    return {
      ...(typeof since === "string" ? { since } : {}),
      ...(typeof until === "string" ? { until } : {}),
      ...(earlier.length === 0 ? {} : { earlier }),
    };
  }

  /** True for a method whose result is declared, and null. */
  declaresNull(method: JsonObject): boolean {
    return memberOf(method[KEPT], "declaresNull") === true;
  }

  /** The kind of a method, as far as the rest of the document can be of that kind; undefined where nothing was kept. */
  kind(method: JsonObject): MethodKind | undefined {
    const kind = memberOf(method[KEPT], "kind");
    const possible: readonly MethodKind[] = method.result === undefined ? ["cast"] : ["call", "both"];
    return possible.find((each) => each === kind);
  }

  /** The other members of a method. */
  method(method: JsonObject, version: string): JsonObject {
    const kept = method[KEPT];
    if (!isJsonObject(kept)) return {};
    const { timeout, callMonitorTimeout, additionalParams, since } = kept;
    const first = `${version.split(".")[0]}.0`;
    return {
      ...(additionalParams === undefined
        ? {}
        : { additionalParams: this.#converter.convert(additionalParams) }),
      ...(typeof timeout === "number" ? { timeout } : {}),
      ...(typeof callMonitorTimeout === "number" ? { callMonitorTimeout } : {}),
      ...(typeof since === "string" && since !== first ? { since } : {}),
    };
  }
}

function texts(value: unknown, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.map((name) => [name, memberOf(value, name)]).filter(([, member]) => typeof member === "string"),
  ) as JsonObject;
}
