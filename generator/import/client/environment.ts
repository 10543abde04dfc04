import { getOrInsert } from "../../../src/collections/get-or-insert.js";
import { type DictValue, eitherOf, type Member, UNKNOWN, type Value } from "./value.js";

/** The variables at one place of a method. */
export class Environment {
  readonly variables: Map<string, Value>;
  /** True behind a `return` or a `raise`. */
  hasEnded = false;

  constructor(variables: Iterable<readonly [string, Value]> = []) {
    this.variables = new Map(variables);
  }

  /** A copy whose dicts change on their own. */
  fork(): Environment {
    const copies = new Map<DictValue, DictValue>();
    const copyOf = (value: Value): Value => {
      if (value.kind !== "dict") return value;
      return getOrInsert(copies, value, () => ({ ...value, members: new Map(value.members) }));
    };
    return new Environment([...this.variables].map(([name, value]) => [name, copyOf(value)]));
  }

  /** Takes over what is known after one of several ways was taken. */
  join(ways: readonly Environment[]): void {
    const open = ways.filter((each) => !each.hasEnded);
    this.hasEnded = open.length === 0;
    const names = new Set(open.flatMap(({ variables }) => [...variables.keys()]));
    for (const name of names) {
      const values = open.map(({ variables }) => variables.get(name) ?? UNKNOWN);
      const dicts = values.filter((value) => value.kind === "dict");
      this.variables.set(name, dicts.length === values.length ? joinDicts(dicts) : eitherOf(values));
    }
  }
}

function joinDicts(dicts: readonly DictValue[]): DictValue {
  // In the order of the one that has most.
  const bySize = dicts.toSorted((left, right) => right.members.size - left.members.size);
  const names = new Set(bySize.flatMap(({ members }) => [...members.keys()]));
  const members = [...names].map((name): [string, Member] => {
    const found = dicts.flatMap(({ members: each }) => each.get(name) ?? []);
    const isOptional = found.length < dicts.length || found.some((member) => member.isOptional);
    return [name, { value: eitherOf(found.map(({ value }) => value)), isOptional }];
  });
  return { kind: "dict", members: new Map(members), isOpen: dicts.some(({ isOpen }) => isOpen) };
}
