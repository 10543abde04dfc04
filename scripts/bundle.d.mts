import type { Plugin } from "esbuild";

export function bundle(entryPoints: readonly string[], outdir: string, plugins?: Plugin[]): Promise<void>;
