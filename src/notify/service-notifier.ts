import type { ServiceDescriptor } from "../definition/descriptor.js";
import { InvalidPayload } from "../errors/validation-errors.js";
import type { ContextFields, RequestContext } from "../messaging/request-context.js";
import type { NotificationTransport } from "../transport/notification-transport.js";
import { checkDescriptor } from "../validation/check-descriptor.js";
import { NotificationValidator } from "../validation/notification-validator.js";
import { Notifier, type NotifierOptions, type NotifierPrepareOptions } from "./notifier.js";
import { type NotificationPriority, toPriority } from "./priorities.js";

/** Options of one notification of a service. */
export interface NotificationOptions<Priority extends NotificationPriority = NotificationPriority> {
  /** Who and what it is about; sent without the fields that could be secret. */
  readonly context?: RequestContext | ContextFields | undefined;
  /** One of the severities the definition allows; the first of them when not given. */
  readonly priority?: Priority | undefined;
}

interface NotifierState {
  readonly descriptor: ServiceDescriptor;
  readonly validator: NotificationValidator;
  readonly notifier: Notifier;
}

/** Under a symbol, so that no event of a service can have its name. */
const state: unique symbol = Symbol("state");

/**
 * The base of the generated notifiers. Payloads are checked against the service's schemas.
 *
 * @example
 * ```ts
 * const notifier = new MyServiceNotifier(notifications, { publisherId: "my-service.host1" });
 * await notifier.thingCreated({ id: "a" });
 * ```
 */
export abstract class ServiceNotifier {
  /** @internal */
  readonly [state]: NotifierState;

  /**
   * Sends nothing yet, and does not connect.
   *
   * @throws {DefinitionError} the descriptor is newer than this library.
   * @throws {ConfigurationError} a notification driver is unknown, or the file of the routing driver is wrong.
   */
  constructor(descriptor: ServiceDescriptor, transport: NotificationTransport, options?: NotifierOptions) {
    checkDescriptor(descriptor);
    const validator = new NotificationValidator(descriptor);
    this[state] = { descriptor, validator, notifier: new Notifier(transport, options) };
  }

  /** The definition that the notifier was generated from. */
  get descriptor(): ServiceDescriptor {
    return this[state].descriptor;
  }

  /** A notifier like this one with some options changed (`oslo_messaging.Notifier.prepare`). */
  prepare(overrides: NotifierPrepareOptions): this {
    const prepared = Object.create(Object.getPrototypeOf(this) as object) as this;
    const { notifier, ...others } = this[state];
    return Object.assign(prepared, this, { [state]: { ...others, notifier: notifier.prepare(overrides) } });
  }

  /**
   * Sends a notification of the service. Generated methods call it. Resolves when it is delivered; a failure to deliver
   * it is logged.
   *
   * @throws {InvalidPayload} the payload does not fit its schema, or the service has no such event or not with that
   * severity. Nothing is sent.
   */
  protected async emit(
    eventType: string,
    payload: unknown,
    options: NotificationOptions = {},
  ): Promise<void> {
    const { validator, notifier } = this[state];
    const priorities = validator.notification(eventType)?.priorities ?? [];
    const wanted = options.priority ?? priorities[0];
    const check = (given: unknown) => {
      const checked = validator.outgoingPayload(eventType, given);
      const priority = toPriority(wanted);
      if (priority !== undefined && priorities.includes(priority)) return checked;
      const expected = `priority ${String(wanted)} is none of ${priorities.join(", ")}`;
      throw new InvalidPayload(eventType, "", expected);
    };
    await notifier.notify(options.context ?? {}, eventType, payload, String(wanted), check);
  }
}
