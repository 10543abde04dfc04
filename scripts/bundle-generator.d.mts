export function bundleGenerator(outdir: string): Promise<string[]>;
