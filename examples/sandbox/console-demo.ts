// Starts the router, two servers, callers, a notifier, and the console on them: npm run console:demo
// With `-- --pictures` it takes the pictures of the README and of the console's guide, and ends; that needs Chromium.
import { once } from "node:events";
import { startBusyBus } from "./console/busy-bus.js";
import { endProgram, linkOf, startConsole } from "./console/console-program.js";
import { takePictures } from "./console/take-pictures.js";

const isForPictures = process.argv.includes("--pictures");
const bus = await startBusyBus();
console.log(`Something goes on at ${bus.url}; interrupt it to end it`);
const program = await startConsole(bus, isForPictures ? ["--json"] : []);
try {
  if (isForPictures) await takePictures(await linkOf(program));
  else {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => program.kill(signal));
    await once(program, "exit");
  }
} finally {
  await endProgram(program);
  await bus.stop();
}
