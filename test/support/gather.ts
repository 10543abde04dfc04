import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ROOM = /^test\/(?:repository|unit(?:\/[^/]+(?=\/))?)/;
/** Hooks that would be called for the tests of other files, and what changes how modules are loaded. */
const FOR_ALL = /^(?:before|after)(?:Each)?\(|\bregister\(/m;

/**
 * Lets the unit tests of a room of the code share a process, and the rules of the repository another: each file alone
 * would take a quarter of a second to load what is to be tested, and two to load a compiler. Files whose tests come one
 * after the other in a process must leave nothing behind; those that cannot are left alone.
 *
 * @param files paths of tests from the root
 * @param compiled the folder they are compiled into
 * @returns the programs to run
 */
export function gather(files: readonly string[], compiled: string): string[] {
  const programs: string[] = [];
  const rooms = new Map<string, string[]>();
  for (const file of files) {
    const program = join(compiled, file.replace(/\.ts$/, ".js"));
    const [room] = ROOM.exec(file) ?? [];
    if (room === undefined || FOR_ALL.test(readFileSync(join(ROOT, file), "utf8"))) programs.push(program);
    else rooms.set(room, [...(rooms.get(room) ?? []), program]);
  }
  for (const [room, ofRoom] of rooms) {
    const program = join(compiled, `${room}.test.js`);
    writeFileSync(program, ofRoom.map((path) => `import ${JSON.stringify(path)};\n`).join(""));
    programs.push(program);
  }
  return programs;
}
