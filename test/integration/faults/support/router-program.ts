// A router of its own process: router-program.ts PORT
import { Router } from "../../../../src/router/index.js";

const router = new Router({ port: Number(process.argv[2]) });
await router.start();
console.log("listening");
