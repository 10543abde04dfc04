import { joinPointer } from "../../../src/definition/json-pointer.js";
import type { PlacedSchema } from "../../../src/definition/schema-library.js";
import { itemsOf, memberOf, membersOf } from "../../../src/json/json-object.js";
import { DefaultWitnesses } from "../default-witnesses.js";
import { PlacedDefinitions } from "../placed-definitions.js";
import type { LintRule, LintSubject } from "../rule.js";

/** Of a value that shows what happens, so many characters are shown. */
const MAX_SHOWN = 80;

export const defaultLeftOut: LintRule = {
  id: "default-left-out",
  severity: "warn",
  documentation:
    "A `default` of a member should not break a valid argument, as by `oneOf`, `not`, `if` or `maxProperties`: a server then leaves it out. Found by trying values, so that not each such default is found.",
  check(subject, report) {
    if (!subject.isSound || !subject.schemas.some(({ schema }) => Object.hasOwn(schema, "default"))) return;
    const placed = new PlacedDefinitions(subject);
    const witnesses = new DefaultWitnesses(placed.$defs);
    const warned = new Set<string>();
    const params = paramSchemas(subject).map((param) => placed.resolved(param));
    for (const { owner, name, value } of witnesses.of(params)) {
      const place = placed.placeOf(owner);
      if (place === undefined) continue;
      const pointer = joinPointer(place.pointer, "properties", name);
      const key = `${place.file}#${pointer}`;
      if (warned.has(key)) continue;
      warned.add(key);
      report(pointer, `has a default that a server leaves out: ${shown(value)} is valid without`, place.file);
    }
  },
};

/** The schemas of arguments: nothing else is filled in. */
function paramSchemas({ document, file, schemas }: LintSubject): readonly PlacedSchema[] {
  const pointers = new Set(
    membersOf(document.methods).flatMap(([name, method]) =>
      itemsOf(memberOf(method, "params")).map((_, index) =>
        joinPointer("/methods", name, "params", index, "schema"),
      ),
    ),
  );
  return schemas.filter((place) => place.file === file && pointers.has(place.pointer));
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "bigint" ? Number(inner) : inner,
  );
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
