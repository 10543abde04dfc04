import { metaschema } from "../../../src/definition/metaschema.js";
import { itemsOf, memberOf, membersOf } from "../../../src/json/json-object.js";

/** The keywords that a schema of a definition may have, and the formats that are checked. */
export interface Vocabulary {
  readonly keywords: ReadonlySet<string>;
  readonly formats: ReadonlySet<unknown>;
}

/** Reads them from the metaschema, so that there is one list. */
export function vocabulary(): Vocabulary {
  const properties = memberOf(memberOf(memberOf(metaschema(), "$defs"), "schema"), "properties");
  return {
    keywords: new Set(membersOf(properties).map(([name]) => name)),
    formats: new Set(itemsOf(memberOf(memberOf(properties, "format"), "enum"))),
  };
}
