// Compiled and never run: what the compiler says of programs that use generated code.
import { NotImplemented, type RequestContext, type RpcTransport } from "oslo-rpc";
import {
  BatchNotificationListener,
  NotificationListener,
  type NotificationTransport,
  type ServiceNotification,
} from "oslo-rpc/notify";
import { changesOf, type ObjectState, objectState, resetChanges } from "oslo-rpc/objects";
import {
  MyServiceBatchNotificationEndpoint,
  MyServiceNotificationEndpoint,
  MyServiceNotifier,
  type Thing,
} from "../../fixtures/generated/contract/index.js";
import { HostileNamesV2Notifier } from "../../fixtures/generated/hostile/index.js";
import {
  type MethodAResult,
  MyServiceClient,
  MyServiceEndpoint,
  NotReady,
} from "../../fixtures/generated/my-service/index.js";
import {
  Detailed,
  Loose,
  type MapsResult,
  TypesClient,
  WithThing,
} from "../../fixtures/generated/types/index.js";
import type { Flavor, Instance, VersionedClient } from "../../fixtures/generated/versioned/index.js";
import {
  type Mode,
  type Payment,
  type Shape,
  VocabularyEndpoint,
} from "../../fixtures/generated/vocabulary/index.js";

type Equal<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;

export async function calls(transport: RpcTransport, signal: AbortSignal): Promise<void> {
  const client = new MyServiceClient(transport, { timeout: 5 });
  const result = await client.prepare({ server: "Server01", timeout: 5, signal }).methodA("a", "b");
  true satisfies Equal<typeof result, MethodAResult>;
  await client.methodA("a");
  await client.prepare({ fanout: true }).sink({ any: "thing" });
  // @ts-expect-error the first parameter is required
  await client.methodA();
  // @ts-expect-error the second parameter is a string
  await client.methodA("a", 1);
  // @ts-expect-error null is no string
  await client.methodA("a", null);
  // @ts-expect-error there is no third parameter
  await client.methodA("a", "b", "c");
  // @ts-expect-error there is no such method
  await client.methodZ();

  const types = new TypesClient(transport);
  const lists = await types.lists(["a"], [1, "b"], [{}], [{ name: "a" }], [{ id: 1 }], ["a", null], []);
  true satisfies Equal<(typeof lists)[number]["name"], string>;
  const maps: MapsResult = await types.maps({ a: 1 }, { a: 1 }, {}, { xa: "b" }, 1);
  true satisfies Equal<(typeof maps)["kept"], string>;
}

export async function notifications(transport: NotificationTransport): Promise<NotificationListener> {
  const notifier = new MyServiceNotifier(transport, { publisherId: "me" });
  await notifier.thingCreated({ id: "a" });
  await notifier.prepare({ retry: 1 }).thingCreated({ id: "a" }, { context: {}, priority: "info" });
  // @ts-expect-error the payload lacks its id
  await notifier.thingCreated({});
  // @ts-expect-error the event has no such priority
  await notifier.thingCreated({ id: "a" }, { priority: "error" });
  await new HostileNamesV2Notifier(transport).constructor_({ a: "b" }, { priority: "warn" });
  const targets = [{ topic: "notifications" }];
  return new NotificationListener(transport, { targets, endpoints: [new Listening()] });
}

class Listening extends MyServiceNotificationEndpoint {
  override async thingCreated(_ctx: RequestContext, payload: Thing): Promise<"requeue" | undefined> {
    return payload.id === "" ? "requeue" : undefined;
  }
}

export function batches(transport: NotificationTransport): BatchNotificationListener {
  const targets = [{ topic: "notifications" }];
  return new BatchNotificationListener(transport, { targets, endpoints: [new Collecting()], batchSize: 9 });
}

class Collecting extends MyServiceBatchNotificationEndpoint {
  override thingCreated(things: readonly ServiceNotification<Thing>[]): "requeue" | "handled" {
    return things.some(({ payload }) => payload.id === "") ? "requeue" : "handled";
  }
}

export class WronglyCollecting extends MyServiceBatchNotificationEndpoint {
  // @ts-expect-error the payloads are Things
  override thingCreated(_things: readonly ServiceNotification<string>[]): void {}
}

export class WronglyListening extends MyServiceNotificationEndpoint {
  // @ts-expect-error the payload is a Thing
  override thingCreated(_ctx: RequestContext, _payload: string): void {}
}

export function errors(): unknown[] {
  // @ts-expect-error the code is required
  new Detailed("message", {});
  // @ts-expect-error and so are the keyword arguments
  new Detailed("message");
  return [
    new NotReady("later", { any: "thing" }).kwargs.any,
    new Detailed("message", { code: 1 }).kwargs.code.toFixed(),
    new WithThing("message", { name: "a" }).kwargs.name.length,
    new Loose("message").kwargs.hint,
  ];
}

export class Complete extends MyServiceEndpoint {
  override echo(_ctx: RequestContext, text?: unknown): unknown {
    return text;
  }
  override methodA(_ctx: RequestContext, arg1: string, arg2?: string): MethodAResult {
    return arg2 === undefined ? { arg1 } : { arg1, arg2 };
  }
  override async common(): Promise<string> {
    return "both ways to answer do";
  }
  override sink(): void {}
  override async sleep(): Promise<void> {}
  override async fail(): Promise<void> {
    throw new NotImplemented("fail");
  }
}

// @ts-expect-error a method is missing
export class Missing extends MyServiceEndpoint {
  override echo(): unknown {
    return undefined;
  }
}

export abstract class Changed extends MyServiceEndpoint {
  // @ts-expect-error arg1 is a string
  override methodA(_ctx: RequestContext, arg1: number): MethodAResult {
    return { arg1: String(arg1) };
  }
}

export abstract class WrongResult extends MyServiceEndpoint {
  // @ts-expect-error the result is an object with arg1
  override methodA(_ctx: RequestContext, arg1: string): { arg2: string } {
    return { arg2: arg1 };
  }
  // @ts-expect-error the result is a string, later too
  override async common(): Promise<number> {
    return 1;
  }
}

/** What is declared optional and has a default is always there. */
export abstract class WithDefaults extends VocabularyEndpoint {
  override defaults(_ctx: RequestContext, first: number, mode: Mode, plain?: string): string {
    // @ts-expect-error one without a default may be absent
    plain.length;
    return mode.length + first > 9 ? "fast" : "slow";
  }
  override draw(_ctx: RequestContext, shape: Shape): Shape {
    // The alternatives are told from each other by their kind.
    if (shape.kind === "circle") return { kind: "circle", radius: shape.radius };
    // @ts-expect-error only a circle has a radius
    return shape.radius === 1 ? shape : { kind: "path", points: [[1, 2]] };
  }
  override pay(_ctx: RequestContext, payment: Payment): void {
    // @ts-expect-error only the server's own code gives an id
    payment.id = "b";
  }
}

export abstract class Removed extends MyServiceEndpoint {
  // @ts-expect-error there is no such method any more
  override methodZ(): void {}
}

export async function objects(client: VersionedClient, state: ObjectState): Promise<void> {
  const flavor: Flavor = { id: 1, [objectState]: state };
  const made = await client.build({ uuid: "a", host: null, tags: { a: flavor } }, { objects: [flavor] }, {});
  true satisfies Equal<typeof made, Instance | null>;
  true satisfies Equal<Instance["memory_mb"], bigint | undefined>;
  const names: readonly string[] = changesOf({ ...made, host: "b" });
  if (made !== null) await client.build(resetChanges(made));
  // @ts-expect-error it has no such field
  await client.build({ uuid: "a", hots: "b" });
  // @ts-expect-error its schema requires the field
  await client.build({ host: names[0] ?? null });
}
