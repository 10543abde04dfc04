import { connect } from "node:net";
import { runLoad, toLoad } from "./load.js";
import { makeThing } from "./payload.js";
import { servePeer } from "./peer-program.js";
import { bodyOf, frameOf, onFrames } from "./relay-common.js";

const [port] = process.argv.slice(2);
const waiting = new Map<number, (reply: unknown) => void>();
let calls = 0;
let isCorked = false;

const socket = connect(Number(port), "127.0.0.1", () => {
  servePeer({
    call: (fields) => {
      const load = toLoad(fields);
      const thing = makeThing(load.bytes);
      return runLoad(load, () => call(thing));
    },
  });
});
onFrames(socket, (frames) => {
  for (const frame of frames) {
    waiting.get(frame.call)?.(bodyOf(frame));
    waiting.delete(frame.call);
  }
});

/** What the calls of one turn of the event loop write leaves together. */
function call(value: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    calls += 1;
    waiting.set(calls, resolve);
    if (!isCorked) {
      isCorked = true;
      socket.cork();
      setImmediate(() => {
        isCorked = false;
        socket.uncork();
      });
    }
    socket.write(frameOf(0, calls, value));
  });
}
