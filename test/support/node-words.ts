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
  // Where test/run.ts has compiled to; a test that is run without it compiles nothing beforehand.
  const folder = process.env.OSLO_RPC_COMPILED_TESTS ?? ROOT;
  const compiled = join(folder, file.replace(/\.ts$/, ".js"));
  return existsSync(compiled) ? ["--enable-source-maps", compiled] : [...TYPESCRIPT, join(ROOT, file)];
}
