#!/usr/bin/env bash
# Software: Node.js 20.20.2 (V8 11.3); runs with the node that is installed.
# Expected: an object that was deleted from a Map, and that nothing else holds, goes with the next collections of the
#   young generation, as it does from an array.
# Seen: once the Map has lived through two such collections, with entries that come and go, everything that stands in it
#   for a moment gets old and stays until the whole heap is collected: V8 links each table of a Map, when another takes
#   its place, to that one, and does not empty it. A Set does the same. A copy of the Map, made now and then, does not.
#     old bytes for an entry that came and went: Map 401, copied Map 4, array 1
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"

in_temp_folder

cat >finding.mjs <<'JS'
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");
const LIVE = 64;
const ALL = 20_000;
const old = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === "old_space").space_used_size;

function grown({ add, remove }) {
  const entry = (id) => ({ id, weight: new Array(100).fill(id) });
  for (let id = 0; id < LIVE; id += 1) add(id, entry(id));
  for (let quiet = 0; quiet < 4; quiet += 1) gc({ type: "minor" });
  const before = old();
  for (let id = LIVE; id < ALL; id += 1) {
    add(id, entry(id));
    remove(id - LIVE);
    if (id % 1000 === 0) gc({ type: "minor" });
  }
  return Math.round((old() - before) / ALL);
}

const map = new Map();
let copied = new Map();
const array = [];
const uses = {
  Map: { add: (id, entry) => map.set(id, entry), remove: (id) => map.delete(id) },
  copied: {
    add(id, entry) {
      if (id % LIVE === 0) copied = new Map(copied);
      copied.set(id, entry);
    },
    remove: (id) => copied.delete(id),
  },
  array: {
    add: (id, entry) => {
      array[id % (2 * LIVE)] = entry;
    },
    remove: (id) => {
      array[id % (2 * LIVE)] = undefined;
    },
  },
};
console.log(grown(uses[process.argv[2]]));
JS
# Each in a process of its own: what one leaves would begin a collection of the whole heap for the next.
map=$(timeout 60 node finding.mjs Map)
copied=$(timeout 60 node finding.mjs copied)
array=$(timeout 60 node finding.mjs array)
echo "old bytes for an entry that came and went: Map $map, copied Map $copied, array $array"
if ((map < 200 || copied > 100 || array > 100)); then
  echo "CHANGED: a Map that got old keeps no more than others in $(node --version)"
  exit 1
fi
echo "as stated: a Map that got old keeps what is deleted from it"
