import { Router } from "../../src/router/index.js";
import { collect } from "./collect.js";
import { servePeer } from "./peer-program.js";

const router = new Router({ port: 0 });
await router.start();
servePeer({ collect }, { url: router.url });
