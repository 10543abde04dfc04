import type { Plugin } from "esbuild";

export function bundle(
  entryPoints: readonly (string | { readonly in: string; readonly out: string })[],
  outdir: string,
  options?: { readonly outbase?: string; readonly plugins?: Plugin[] },
): Promise<string[]>;
