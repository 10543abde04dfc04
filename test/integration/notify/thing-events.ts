import type { RequestContext, ServiceDescriptor } from "../../../src/index.js";
import {
  type NotificationAnswer,
  type NotificationOptions,
  type NotificationTransport,
  type NotifierOptions,
  ServiceBatchNotificationEndpoint,
  type ServiceNotification,
  ServiceNotificationEndpoint,
  type ServiceNotificationMetadata,
  ServiceNotifier,
} from "../../../src/notify/index.js";
import { Arrivals } from "./recorder.js";

/** A service that tells of its things, written as the generator writes it. */
export const thingDescriptor: ServiceDescriptor = {
  format: 1,
  service: "Things",
  topic: "things",
  version: "1.0",
  methods: [],
  notifications: [
    { eventType: "thing.created", priorities: ["info", "error"], payload: { $ref: "#/$defs/Thing" } },
    { eventType: "thing.counted", priorities: ["sample"], payload: { type: "integer", format: "int64" } },
    { eventType: "thing.ignored", priorities: ["info"], payload: {} },
  ],
  $defs: { Thing: { type: "object", properties: { id: { type: "string" } }, required: ["id"] } },
};

export interface Thing {
  id: string;
}

export class ThingNotifier extends ServiceNotifier {
  constructor(transport: NotificationTransport, options?: NotifierOptions) {
    super(thingDescriptor, transport, options);
  }

  thingCreated(payload: Thing, options?: NotificationOptions<"info" | "error">): Promise<void> {
    return this.emit("thing.created", payload, options);
  }

  thingCounted(payload: bigint, options?: NotificationOptions<"sample">): Promise<void> {
    return this.emit("thing.counted", payload, options);
  }
}

abstract class ThingNotificationEndpoint extends ServiceNotificationEndpoint {
  readonly descriptor: ServiceDescriptor = thingDescriptor;

  thingCreated?(
    ctx: RequestContext,
    payload: Thing,
    metadata: ServiceNotificationMetadata,
  ): NotificationAnswer;
  thingCounted?(
    ctx: RequestContext,
    payload: bigint,
    metadata: ServiceNotificationMetadata,
  ): NotificationAnswer;
  thingIgnored?(
    ctx: RequestContext,
    payload: unknown,
    metadata: ServiceNotificationMetadata,
  ): NotificationAnswer;
}

abstract class ThingBatchNotificationEndpoint extends ServiceBatchNotificationEndpoint {
  readonly descriptor: ServiceDescriptor = thingDescriptor;

  thingCreated?(notifications: readonly ServiceNotification<Thing>[]): NotificationAnswer;
  thingCounted?(notifications: readonly ServiceNotification<bigint>[]): NotificationAnswer;
  thingIgnored?(notifications: readonly ServiceNotification[]): NotificationAnswer;
}

/** Keeps the lists of things it is told of. */
export class ThingBatchListener extends ThingBatchNotificationEndpoint {
  readonly created = new Arrivals<readonly ServiceNotification<Thing>[]>();
  readonly counted = new Arrivals<readonly ServiceNotification<bigint>[]>();

  override thingCreated(notifications: readonly ServiceNotification<Thing>[]): void {
    this.created.add(notifications);
  }

  override thingCounted(notifications: readonly ServiceNotification<bigint>[]): void {
    this.counted.add(notifications);
  }
}

/** Keeps the things it is told of. */
export class ThingListener extends ThingNotificationEndpoint {
  readonly arrivals = new Arrivals<{
    payload: unknown;
    metadata: ServiceNotificationMetadata;
    user: unknown;
  }>();

  override thingCreated(ctx: RequestContext, payload: Thing, metadata: ServiceNotificationMetadata): void {
    this.arrivals.add({ payload, metadata, user: ctx.fields.user_id });
  }

  override thingCounted(ctx: RequestContext, payload: bigint, metadata: ServiceNotificationMetadata): void {
    this.arrivals.add({ payload, metadata, user: ctx.fields.user_id });
  }
}
