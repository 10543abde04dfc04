export function bundleConsole(outdir: string): Promise<void>;
