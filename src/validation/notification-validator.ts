import { getOrInsert } from "../collections/get-or-insert.js";
import type { NotificationDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { InvalidPayload } from "../errors/validation-errors.js";
import { Definitions } from "./definitions.js";
import { Mismatch } from "./mismatch.js";
import { SchemaValidator } from "./schema-validator.js";

/** Checks the payloads of a service's notifications. Each schema is compiled when an event first comes by. */
export class NotificationValidator {
  readonly #definitions: Definitions;
  readonly #notifications: ReadonlyMap<string, NotificationDescriptor>;
  readonly #validators = new Map<string, SchemaValidator>();

  constructor(descriptor: Pick<ServiceDescriptor, "service" | "notifications" | "$defs">) {
    this.#definitions = new Definitions(descriptor);
    this.#notifications = new Map((descriptor.notifications ?? []).map((one) => [one.eventType, one]));
  }

  /** The service's description of an event; undefined when it has no such one. */
  notification(eventType: string): NotificationDescriptor | undefined {
    return this.#notifications.get(eventType);
  }

  /** Checks a payload before it is sent. @throws {InvalidPayload} */
  outgoingPayload(eventType: string, payload: unknown): unknown {
    return checked(eventType, this.#validator(eventType).acceptLeaving(payload));
  }

  /**
   * Checks a payload that arrived, and converts integers of `format: int64` and versioned objects.
   *
   * @throws {InvalidPayload}
   * @throws {IncompatibleObjectVersion} a versioned object in it has an unknown version.
   */
  incomingPayload(eventType: string, payload: unknown): unknown {
    return checked(eventType, this.#validator(eventType).acceptArriving(payload));
  }

  #validator(eventType: string): SchemaValidator {
    return getOrInsert(this.#validators, eventType, () => {
      const notification = this.#notifications.get(eventType);
      if (notification === undefined)
        throw new InvalidPayload(eventType, "", "the service has no such notification");
      return new SchemaValidator(notification.payload, this.#definitions);
    });
  }
}

function checked(eventType: string, accepted: unknown): unknown {
  if (!(accepted instanceof Mismatch)) return accepted;
  throw accepted.toError((pointer) => new InvalidPayload(eventType, pointer, accepted.told()));
}
