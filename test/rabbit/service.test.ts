import { serviceSuite } from "../integration/service/suite.js";
import { needs } from "../support/peers.js";
import { anyRabbit, startRabbit } from "./support/rabbit.js";

serviceSuite("rabbit:// through RabbitMQ", startRabbit, { ...needs(anyRabbit), unroutableFails: true });
