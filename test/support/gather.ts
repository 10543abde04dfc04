import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getOrInsert } from "../../src/collections/get-or-insert.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const REPOSITORY = "test/repository";
const ROOM = new RegExp(`^(?:${REPOSITORY}|test/unit(?:/[^/]+(?=/))?)`);
/** Hooks that would be called for each test of other files. */
const FOR_ALL = /^(?:before|after)Each\(/m;
/** Rooms with fewer files share a process, which takes a tenth of a second to start and more to load the library. */
const SMALL_ROOM = 15;
const SMALL_ROOMS = "test/unit/small-rooms";
/**
 * Most of what these programs run, they run a few times: V8 optimizes code after fifteen times as much work as it would
 * otherwise take, which saves a fifth of the CPU time.
 */
const LATE_OPTIMIZATION = `import { setFlagsFromString } from "node:v8";\nsetFlagsFromString("--interrupt-budget=1000000");\n`;

/**
 * Lets the unit tests of a room of the code share a process, those of all small rooms another, and so the rules of the
 * repository: each file alone would take a quarter of a second to load what is to be tested, and two to load a
 * compiler. Files whose tests come one after the other in a process must leave nothing behind; those that cannot are
 * left alone.
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
    else getOrInsert(rooms, room, () => []).push(program);
  }
  const first = join(compiled, "late-optimization.js");
  writeFileSync(first, LATE_OPTIMIZATION);
  for (const [room, ofRoom] of withSmallOnesTogether(rooms)) {
    const program = join(compiled, `${room}.test.js`);
    writeFileSync(program, [first, ...ofRoom].map((path) => `import ${JSON.stringify(path)};\n`).join(""));
    programs.push(program);
  }
  return programs;
}

function withSmallOnesTogether(
  rooms: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const together = new Map<string, string[]>();
  for (const [room, ofRoom] of rooms) {
    const name = ofRoom.length < SMALL_ROOM && room !== REPOSITORY ? SMALL_ROOMS : room;
    getOrInsert(together, name, () => []).push(...ofRoom);
  }
  return together;
}
