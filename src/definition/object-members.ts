const OBJECT_MEMBERS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** True for a name that every object has already, such as `toString`: a validator finds it where nothing was sent. */
export function isObjectMember(name: unknown): name is string {
  return typeof name === "string" && OBJECT_MEMBERS.has(name);
}

/** The message about such a name. */
export const OBJECT_MEMBER_PROBLEM = "must not be called as a member every object has";
