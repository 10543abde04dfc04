import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeIndex, type SearchEntry, search } from "../../../../generator/docs/page/rank.js";

function entry(name: string, more: Partial<SearchEntry> = {}): SearchEntry {
  return {
    kind: "method",
    address: `#${name}`,
    place: name,
    name,
    members: [],
    types: [],
    summary: "",
    text: "",
    ...more,
  };
}

const INDEX = makeIndex([
  entry("get_host_uptime", { text: "Returns the output of uptime." }),
  entry("resize_instance", { members: ["instance", "migration"], types: ["NovaObject"] }),
  entry("prep_resize", { summary: "Prepares it.", members: ["instance", "flavor"] }),
  entry("finish_resize", { text: "Ends it, on the host where the instance runs now." }),
  entry("Instance", { kind: "type", text: "A server." }),
  entry("InstanceNotFound", { kind: "error", text: "No such server." }),
]);

function namesOf(query: string): string[] {
  return search(INDEX, query).map((hit) => hit.entry.name);
}

describe("the search of a page", () => {
  it("puts names before members, and these before types and descriptions", () => {
    assert.deepEqual(namesOf("instance"), [
      "Instance",
      "InstanceNotFound",
      "resize_instance",
      "prep_resize",
      "finish_resize",
    ]);
    assert.deepEqual(namesOf("resize"), ["resize_instance", "prep_resize", "finish_resize"]);
    assert.deepEqual(namesOf("novaobject"), ["resize_instance"]);
    assert.deepEqual(namesOf("output"), ["get_host_uptime"]);
  });

  it("wants every word, wherever each stands", () => {
    assert.deepEqual(namesOf("resize flavor"), ["prep_resize"]);
    assert.deepEqual(namesOf("not found"), ["InstanceNotFound"]);
    assert.deepEqual(namesOf("resize nothing"), []);
  });

  it("knows a name without what separates its words", () => {
    assert.equal(namesOf("gethostuptime")[0], "get_host_uptime");
    assert.equal(namesOf("Resize Instance")[0], "resize_instance");
    assert.equal(namesOf("prep-resize")[0], "prep_resize");
  });

  it("shows where a word stands that is not in the name", () => {
    const [hit] = search(INDEX, "flavor");
    assert.equal(hit?.excerpt, "flavor · Prepares it.");
    assert.equal(search(INDEX, "runs")[0]?.excerpt, "Ends it, on the host where the instance runs now.");
    const long = makeIndex([entry("a", { text: `${"x ".repeat(200)}needle ${"y ".repeat(200)}` })]);
    assert.match(search(long, "needle")[0]?.excerpt ?? "", /^…[x ]+needle [y ]+…$/);
  });

  it("takes any text for words", () => {
    for (const query of ["(", "\\", "[a", "*", "__proto__", "  "]) assert.ok(Array.isArray(namesOf(query)));
    assert.equal(namesOf(" ").length, 6);
  });
});
