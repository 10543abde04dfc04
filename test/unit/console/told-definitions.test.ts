import assert from "node:assert/strict";
import { it } from "node:test";
import { ToldDefinitions } from "../../../src/console/told-definitions.js";
import type { ServerDescription } from "../../../src/rpc/discovery-endpoint.js";

const PLACE = { topic: "t", exchange: undefined, shown: "openstack" };

/** A look at a server, with two topics, that tells definitions of these names. */
function look(definitions: ToldDefinitions, ...services: readonly string[]): void {
  definitions.beginLook();
  const description = {
    server: "one",
    services: services.map((service) => ({ service, topic: "t", version: "1.0", methods: {} })),
  } as unknown as ServerDescription;
  for (const topic of ["t", "other", "t"]) definitions.of(description, { ...PLACE, topic });
  definitions.endLook();
}

it("definitions that servers have told are kept, those told longest ago up to a number", () => {
  const definitions = new ToldDefinitions();
  const names = () => definitions.known.map(({ descriptor }) => descriptor.service);
  look(definitions, "First", "Second");
  look(definitions, "First");
  look(definitions);
  assert.deepEqual(names(), ["Second", "First"]);
  const others = Array.from({ length: 200 }, (_, index) => `Other${index}`);
  look(definitions, ...others);
  assert.deepEqual(names(), ["Second", "First", ...others]);
  look(definitions, "Last");
  assert.deepEqual(names(), [...others, "Last"]);
  const places = definitions.known.map((known) => known.places.map(({ topic }) => topic));
  assert.deepEqual(places, Array(201).fill(["t", "other"]));
});
