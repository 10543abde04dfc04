import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getOrInsert } from "../../src/collections/get-or-insert.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const REPOSITORY = "test/repository";
const ROOM = new RegExp(`^(?:${REPOSITORY}|test/unit(?:/[^/]+(?=/))?)`);
/** Hooks that would be called for each test of other files. */
const FOR_ALL = /^(?:before|after)Each\(/m;
/** Rooms with fewer files share a process, which takes a tenth of a second to start and more to load the library. */
const SMALL_ROOM = 25;
const SMALL_ROOMS = "test/unit/small-rooms";

/** A process of tests. */
export interface TestProgram {
  /** Its path from the root, which is no file's where it runs several. */
  readonly path: string;
  /** The paths of the test files that run in it. */
  readonly files: readonly string[];
}

/**
 * Lets the unit tests of a room of the code share a process, those of all small rooms another, and so the rules of the
 * repository: each file alone would take a quarter of a second to load what is to be tested, and two to load a
 * compiler. Files whose tests come one after the other in a process must leave nothing behind; those that cannot are
 * left alone.
 *
 * @param files paths of tests from the root
 */
export function gather(files: readonly string[]): readonly TestProgram[] {
  const alone: TestProgram[] = [];
  const rooms = new Map<string, string[]>();
  for (const file of files) {
    const [room] = ROOM.exec(file) ?? [];
    if (room === undefined || FOR_ALL.test(readFileSync(join(ROOT, file), "utf8")))
      alone.push({ path: file, files: [file] });
    else getOrInsert(rooms, room, () => []).push(file);
  }
  const together = withSmallOnesTogether(rooms);
  return [...alone, ...[...together].map(([room, ofRoom]) => ({ path: `${room}.test.ts`, files: ofRoom }))];
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
