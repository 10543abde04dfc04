import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Let node run TypeScript, in any folder. */
export const TYPESCRIPT: readonly string[] = ["--import", import.meta.resolve("tsx")];

/**
 * Let node run a program of this repository.
 *
 * @param file the program's path from the root
 */
export function programWords(file: string): readonly string[] {
  const path = compiledPath(file);
  return path.endsWith(".ts") ? [...TYPESCRIPT, path] : ["--enable-source-maps", path];
}

/** Where test/run.ts has compiled a file to; the file itself in a test that is run without it. */
export function compiledPath(file: string): string {
  const compiled = join(process.env.OSLO_RPC_COMPILED_TESTS ?? ROOT, file.replace(/\.ts$/, ".js"));
  return existsSync(compiled) ? compiled : join(ROOT, file);
}
