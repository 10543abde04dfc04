import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Hooks for each test of the process, the working directory, the environment, what loads modules. */
const WHOLE_PROCESS =
  /^(?:before|after)(?:Each)?\(|\bprocess\.(?:chdir|env|on|once)\b|\benterProject\b|\bregister\(/m;

/**
 * Lets the unit tests of a folder share a process, which would each need a quarter of a second to start; not those
 * that change what belongs to the whole process.
 *
 * @param files paths of tests from the root
 * @param compiled the folder they are compiled into
 * @returns the programs to run
 */
export function gather(files: readonly string[], compiled: string): string[] {
  const programs: string[] = [];
  const shared = new Map<string, string[]>();
  for (const file of files) {
    const program = join(compiled, file.replace(/\.ts$/, ".js"));
    const folder = dirname(file);
    if (!folder.startsWith("test/unit/") || WHOLE_PROCESS.test(readFileSync(join(ROOT, file), "utf8"))) {
      programs.push(program);
    } else shared.set(folder, [...(shared.get(folder) ?? []), program]);
  }
  for (const [folder, ofFolder] of shared) {
    const program = join(compiled, `${folder}.test.js`);
    writeFileSync(program, ofFolder.map((path) => `import ${JSON.stringify(path)};\n`).join(""));
    programs.push(program);
  }
  return programs;
}
