import type { Plugin } from "esbuild";

export const GENERATOR_PLUGINS: Plugin[];
