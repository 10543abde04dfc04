import { placeOfSchema } from "../../../src/definition/rewrite-refs.js";
import { parseVersion } from "../../../src/definition/version.js";
import type { BreakingRule } from "../rule.js";
import { pairObjects } from "../schemas/pair-objects.js";

export const objectVersion: BreakingRule = {
  id: "object-version",
  level: "wire",
  documentation:
    "A versioned object in a newer version is refused by who knows only the older one, and an older definition of it refuses what is newer. Set the rule to `warn` where all who read such objects are upgraded first, or programs send the older version to those that are not.",
  *find(change) {
    for (const pair of pairObjects(change.old.model, change.new.model)) {
      const [before, after] = [pair.old.objectClass.version, pair.new.objectClass.version];
      const raised = (parseVersion(after)?.minor ?? 0) - (parseVersion(before)?.minor ?? 0);
      if (raised === 0) continue;
      const place = placeOfSchema(pair.new.schema);
      yield {
        ...(place === undefined ? {} : { file: place.file }),
        pointer: `${place?.pointer ?? ""}/versionedObject/version`,
        message: `the object ${pair.new.objectClass.name} was ${before} and is ${after}: who knows only ${raised > 0 ? before : after} refuses it`,
        breaks:
          raised > 0
            ? ["new client with old server", "old client with new server"]
            : ["old client with new server", "new client with old server"],
        bump: "major",
      };
    }
  },
};
