/** The owner of an object of rhea's. */
export interface Owned<Owner> {
  readonly owner: Owner;
}

/** The members that stand before those of rhea's, by the prototypes of rhea's. */
const prototypes = new Map<object, object>();

/**
 * A copy of an object of rhea's which has members of ours before rhea's, and shares them. rhea defines getters on each of
 * its objects, which takes each three kilobytes: the copy has none, nor what is undefined. Of more than a dozen
 * properties V8 would make a table.
 */
export function owned<Rhea extends object, Owner>(
  original: Rhea,
  owner: Owner,
  ...members: (Partial<Rhea> & ThisType<Rhea & Owned<Owner>>)[]
): Rhea {
  const base: object = Object.getPrototypeOf(original);
  let prototype = prototypes.get(base);
  if (prototype === undefined) {
    prototype = Object.assign(Object.create(base) as object, ...members) as object;
    prototypes.set(base, prototype);
  }
  const copy = Object.create(prototype) as Rhea;
  for (const name of Object.keys(original) as (keyof Rhea)[]) {
    if (original[name] !== undefined && !Object.hasOwn(prototype, name)) copy[name] = original[name];
  }
  return Object.assign(copy, { owner });
}

/** The members of rhea's own, before which ours stand. */
export function original<Rhea extends object>(object: Rhea): Rhea {
  return Object.getPrototypeOf(Object.getPrototypeOf(object)) as Rhea;
}
