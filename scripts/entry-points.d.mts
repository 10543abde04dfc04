/** A module of `src/` that programs import. */
export interface EntryPoint {
  /** As a program writes it: `oslo-rpc/router`. */
  readonly name: string;
  /** The TypeScript file, from the repository's root. */
  readonly source: string;
  /** Its declarations once it is built, from the repository's root. */
  readonly types: string;
}

/** The entry points that package.json exports, the package itself first. */
export function entryPoints(): readonly EntryPoint[];
