import { placeOfSchema } from "../../../src/definition/rewrite-refs.js";
import type { Finding } from "../finding.js";
import type { BreakingRule } from "../rule.js";
import { fieldNames, type ObjectPair, pairObjects } from "../schemas/pair-objects.js";

export const objectFields: BreakingRule = {
  id: "object-fields",
  level: "wire",
  documentation:
    "A versioned object keeps its fields within a MAJOR, and new ones come with a newer version: who says the same version and lacks them drops them, and nobody is told.",
  *find(change) {
    for (const pair of pairObjects(change.old.model, change.new.model)) {
      const [before, after] = [fieldNames(pair.old), fieldNames(pair.new)];
      const { name, version } = pair.new.objectClass;
      const removed = before.filter((field) => !after.includes(field));
      if (removed.length > 0)
        yield finding(pair, `the object ${name} no longer has ${removed.join(", ")}, which others rely on`);
      const added = after.filter((field) => !before.includes(field));
      if (added.length > 0 && version === pair.old.objectClass.version)
        yield finding(
          pair,
          `the object ${name} has ${added.join(", ")}, and its version is still ${version}: who has that version drops it`,
        );
    }
  },
};

function finding({ new: now }: ObjectPair, message: string): Omit<Finding, "rule"> {
  const place = placeOfSchema(now.schema);
  return {
    ...(place === undefined ? {} : { file: place.file }),
    pointer: `${place?.pointer ?? ""}/properties`,
    message,
    breaks: ["old client with new server", "new client with old server"],
    bump: "major",
  };
}
