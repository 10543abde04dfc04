/** Software beside this package that some tests talk to. */
export interface Peer {
  readonly name: string;
  /** The command that installs it. */
  readonly install: string;
  /** Why it cannot be used here, or undefined when it can. */
  readonly missing: () => string | undefined;
}

/** Limits for a suite with peers and for each of its hooks: one that hangs is named, and its peers are stopped. */
const SUITE_MS = 600_000;
export const hookLimit = { timeout: 240_000 };

/**
 * Options of a suite that needs these peers: it is skipped, with the reason and the command that installs what
 * is missing. With OSLO_RPC_REQUIRE_PEERS=1 in the environment, as in CI, that is an error instead.
 *
 * @throws {Error} a peer is missing and OSLO_RPC_REQUIRE_PEERS is set.
 */
export function needs(...peers: readonly Peer[]): { timeout: number; skip?: string } {
  const reasons: string[] = [];
  for (const { name, install, missing } of peers) {
    const reason = missing();
    if (reason !== undefined) reasons.push(`${name} is missing (${reason}); install it with: ${install}`);
  }
  if (reasons.length === 0) return { timeout: SUITE_MS };
  if (process.env.OSLO_RPC_REQUIRE_PEERS === "1") throw new Error(reasons.join("; "));
  return { timeout: SUITE_MS, skip: reasons.join("; ") };
}
