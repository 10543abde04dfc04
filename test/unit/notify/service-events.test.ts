import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { NotificationDescriptor, ServiceDescriptor } from "../../../src/definition/descriptor.js";
import { notificationName } from "../../../src/definition/names.js";
import { eventMethods } from "../../../src/notify/service-events.js";

function endpoint(
  notification: Pick<NotificationDescriptor, "eventType" | "property">,
  methods: Readonly<Record<string, () => string>>,
) {
  const descriptor: ServiceDescriptor = {
    format: 1,
    service: "Things",
    topic: "things",
    version: "1.0",
    methods: [],
    notifications: [{ ...notification, priorities: ["info"], payload: true }],
  };
  return { ...methods, descriptor };
}

describe("the methods of a typed endpoint", () => {
  it("are found by the names the descriptor gives them, whatever names would be made today", () => {
    const thing = endpoint({ eventType: "emit", property: "emit" }, { emit: () => "named" });
    assert.equal(eventMethods<() => string>(thing, "info").get("emit")?.(), "named");
    const other = endpoint({ eventType: "thing.created", property: "made" }, { made: () => "named" });
    assert.equal(eventMethods<() => string>(other, "info").get("thing.created")?.(), "named");
  });

  it("are found by the names made of event types where a descriptor gives none", () => {
    for (const eventType of ["thing.created", "emit", "delete", "toString", "descriptor"]) {
      const name = notificationName(eventType) ?? "";
      const thing = endpoint({ eventType }, { [name]: () => name });
      assert.equal(eventMethods<() => string>(thing, "info").get(eventType)?.(), name);
    }
  });
});
