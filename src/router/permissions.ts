/** Which addresses a client may use. */
export interface Permissions {
  /** The user whose they are; undefined for clients without a name. */
  readonly user: string | undefined;
  maySend(address: string): boolean;
  mayReceive(address: string): boolean;
  /** Whether it may be given copies of what goes to others there, and of the replies to that. */
  mayTap(address: string): boolean;
}

/** Addresses a user may use, by how they begin. */
export interface Grants {
  /** Prefixes of the addresses it may send to; `*` is any address, and leaving it out means that. */
  readonly send?: readonly string[] | undefined;
  /** Prefixes of the addresses it may receive from. */
  readonly receive?: readonly string[] | undefined;
  /**
   * Prefixes of the addresses it may tap: it sees what goes to others there, and the replies to that. Leaving it out
   * means none.
   */
  readonly tap?: readonly string[] | undefined;
}

/** Everything that takes no permission of its own: where there are no users. */
export function openPermissions({ mayTap }: { readonly mayTap: boolean }): Permissions {
  return { user: undefined, maySend: () => true, mayReceive: () => true, mayTap: () => mayTap };
}

/** Nothing: before the login. */
export const noPermissions: Permissions = {
  user: undefined,
  maySend: () => false,
  mayReceive: () => false,
  mayTap: () => false,
};

/** The permissions that a user has by its grants. */
export function permissionsOf({ send, receive, tap = [] }: Grants, user?: string): Permissions {
  return { user, maySend: matcher(send), mayReceive: matcher(receive), mayTap: matcher(tap) };
}

function matcher(prefixes: readonly string[] = ["*"]): (address: string) => boolean {
  if (prefixes.includes("*")) return () => true;
  return (address) => prefixes.some((prefix) => isUnder(address, prefix));
}

/** A prefix ends at a full word: `rpc` covers `rpc`, `rpc/x` and `rpc.x`, not `rpcx`. */
export function isUnder(address: string, prefix: string): boolean {
  if (!address.startsWith(prefix)) return false;
  const next = address[prefix.length];
  return next === undefined || next === "/" || next === "." || /[/.]$/.test(prefix);
}
