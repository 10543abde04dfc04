import { it } from "node:test";
import { ownRabbit } from "../rabbit/support/rabbit.js";
import { needs } from "../support/peers.js";
import { produce } from "./support/production.js";
import { startRabbitSite } from "./support/rabbit-site.js";
import { startRouterSite } from "./support/router-site.js";

const { timeout: _, ...rabbit } = needs(ownRabbit);

it("production at the embedded router", (test) => produce(test, (folder) => startRouterSite(test, folder)));

it("production at RabbitMQ", rabbit, (test) => produce(test, () => startRabbitSite(test)));
