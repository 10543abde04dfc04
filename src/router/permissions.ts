/** Which addresses a client may use. */
export interface Permissions {
  /** The user whose they are; undefined for clients without a name. */
  readonly user: string | undefined;
  maySend(address: string): boolean;
  mayReceive(address: string): boolean;
}

/** Addresses a user may use, by how they begin. */
export interface Grants {
  /** Prefixes of the addresses it may send to; `*` is any address, and leaving it out means that. */
  readonly send?: readonly string[] | undefined;
  /** Prefixes of the addresses it may receive from. */
  readonly receive?: readonly string[] | undefined;
}

/** Everything. */
export const allPermissions: Permissions = { user: undefined, maySend: () => true, mayReceive: () => true };

/** Nothing: before the login. */
export const noPermissions: Permissions = { user: undefined, maySend: () => false, mayReceive: () => false };

/** The permissions that a user has by its grants. */
export function permissionsOf({ send, receive }: Grants, user?: string): Permissions {
  return { user, maySend: matcher(send), mayReceive: matcher(receive) };
}

function matcher(prefixes: readonly string[] = ["*"]): (address: string) => boolean {
  if (prefixes.includes("*")) return () => true;
  return (address) => prefixes.some((prefix) => isUnder(address, prefix));
}

/** A prefix ends at a full word: `rpc` covers `rpc`, `rpc/x` and `rpc.x`, not `rpcx`. */
function isUnder(address: string, prefix: string): boolean {
  if (!address.startsWith(prefix)) return false;
  const next = address[prefix.length];
  return next === undefined || next === "/" || next === "." || /[/.]$/.test(prefix);
}
