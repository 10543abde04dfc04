import { connect } from "node:net";
import { servePeer } from "./peer-program.js";
import { bodyOf, frameOf, onFrames } from "./relay-common.js";

const [port] = process.argv.slice(2);
const socket = connect(Number(port), "127.0.0.1", () => {
  socket.write(frameOf(0, 0, null), () => servePeer({}));
});
onFrames(socket, (frames) => {
  socket.cork();
  for (const frame of frames) socket.write(frameOf(frame.client, frame.call, bodyOf(frame)));
  socket.uncork();
});
