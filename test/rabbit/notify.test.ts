import { notificationSuite } from "../integration/notify/suite.js";
import { needs } from "../support/peers.js";
import { anyRabbit, startRabbit } from "./support/rabbit.js";

notificationSuite("rabbit:// through RabbitMQ", startRabbit, { ...needs(anyRabbit), pools: true });
