import { generatedSuite } from "../integration/service/generated-suite.js";
import { serviceSuite } from "../integration/service/suite.js";
import { needs } from "../support/peers.js";
import { anyRabbit, startRabbit } from "./support/rabbit.js";

serviceSuite("rabbit:// through RabbitMQ", startRabbit, { ...needs(anyRabbit), unroutableFails: true });
generatedSuite("rabbit:// through RabbitMQ", startRabbit, needs(anyRabbit));
