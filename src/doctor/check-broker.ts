import { randomUUID } from "node:crypto";
import type { LiveConnection } from "../amqp/client/live-connection.js";
import { AmqpReceiver } from "../amqp/client/receiver.js";
import { AmqpError } from "../amqp/codec/amqp-error.js";
import type { Configuration } from "../config/configuration.js";
import { queueAddress } from "../drivers/rabbit/addresses.js";
import type { Declarer } from "../drivers/rabbit/declarer.js";
import { Management } from "../drivers/rabbit/management.js";
import { ManagementError } from "../drivers/rabbit/management-error.js";
import { Topology } from "../drivers/rabbit/topology.js";
import type { Logger } from "../log/logger.js";
import type { DoctorFinding, ReportFinding } from "./finding.js";
import { RABBIT_GRANT } from "./refusal-finding.js";

/** The place of a service: its exchange is the configuration's where none is given. */
export interface ServicePlace {
  readonly topic: string;
  readonly exchange?: string | undefined;
}

/** Seconds after which the broker deletes the probe by itself, should this process end before. */
const PROBE_EXPIRES = 60;
/** Releases of RabbitMQ with known faults that concern services, by what they lack. */
const LEAST: readonly (readonly [number, number, number])[] = [
  [4, 0, 5],
  [4, 1, 0],
  [4, 2, 0],
  [4, 3, 6],
];

/** Finds at an open connection what RabbitMQ has against the queues and exchanges of the configuration. */
export class BrokerExamination {
  readonly #live: LiveConnection;
  readonly #log: Logger;
  readonly #address: string;
  readonly #version: string;
  readonly #topology: Topology;
  readonly #management: Management;
  readonly #declarer: Declarer;
  readonly #report: ReportFinding;

  constructor(live: LiveConnection, configuration: Configuration, { log, report }: BrokerOptions) {
    this.#live = live;
    this.#log = log;
    this.#address = live.address;
    this.#version = String(live.connection.peer?.properties?.version ?? "");
    this.#topology = new Topology(configuration);
    this.#management = new Management(live, log);
    this.#declarer = this.#management.declarer(live.lifetime);
    this.#report = report;
  }

  /**
   * Its release, what it denies, and what the user may not.
   *
   * @returns false where no reply can come
   * @throws {AmqpError} the connection is lost.
   */
  async checkAll(places: readonly ServicePlace[]): Promise<boolean> {
    this.#checkVersion();
    await this.#checkTopicQueues();
    const hasReplies = await this.#checkPrivateQueues();
    for (const place of places) await this.#checkPlace(place);
    return hasReplies;
  }

  #checkVersion(): void {
    const [major = 0, minor = 0, patch = 0] = this.#version
      .split(".")
      .map((part) => Number.parseInt(part, 10) || 0);
    const least = LEAST.find((release) => release[0] === major && release[1] === minor);
    if (least === undefined || patch >= least[2]) return;
    this.#report({
      check: "broker-release",
      severity: "warning",
      where: this.#address,
      problem: `RabbitMQ ${this.#version} has faults that ${least.join(".")} has not`,
      cure: `upgrade it to ${least.join(".")} or newer`,
    });
  }

  /**
   * A queue like those of topics, under a name that nobody has: it is deleted at once. A user who may declare the
   * service's own names alone is no finding.
   */
  async #checkTopicQueues(): Promise<void> {
    const like = this.#topology.topicQueue(`oslo-rpc-doctor-${randomUUID()}`);
    const probe = { ...like, arguments: { ...like.arguments, "x-expires": PROBE_EXPIRES * 1000 } };
    const finding = await this.#try("topic queues", async () => {
      await this.#declarer.declareQueue(probe);
      await this.#management.deleteQueue(probe.name);
    });
    if (finding !== undefined && finding.check !== "permission") this.#report(finding);
  }

  /** It goes with the connection. */
  async #checkPrivateQueues(): Promise<boolean> {
    const queue = this.#topology.privateQueue(`reply_${randomUUID().replaceAll("-", "")}`);
    return await this.#check("reply queues", async () => {
      await this.#declarer.declareQueue(queue);
      await this.#consumeFrom(queue.name);
    });
  }

  async #consumeFrom(queue: string): Promise<void> {
    const receiver = new AmqpReceiver({
      name: `oslo-rpc/doctor/${queue}`,
      credit: 1,
      reattachDelay: 0,
      log: this.#log,
      onDelivery: (delivery) => delivery.accept(),
      onDetached: () => false,
    });
    try {
      await receiver.attach(this.#live, queueAddress(queue));
    } finally {
      await receiver.close();
    }
  }

  async #check(what: string, declare: () => Promise<void>): Promise<boolean> {
    const finding = await this.#try(what, declare);
    if (finding !== undefined) this.#report(finding);
    return finding === undefined;
  }

  /** The reason why the broker refuses. */
  async #try(what: string, declare: () => Promise<void>): Promise<DoctorFinding | undefined> {
    try {
      await declare();
      return undefined;
    } catch (error) {
      return this.#refusalOf(error, what);
    }
  }

  /** @throws the error, where the broker is not what refuses. */
  #refusalOf(error: unknown, what: string): DoctorFinding {
    const found = { severity: "error", where: this.#address } as const;
    if (error instanceof AmqpError && error.condition === "amqp:unauthorized-access") {
      const problem = `the user may not have ${what}: ${error.message}`;
      return { ...found, check: "permission", problem, cure: RABBIT_GRANT };
    }
    if (!(error instanceof ManagementError)) throw error;
    const { message, status } = error;
    if (status === 409) {
      return {
        ...found,
        check: "other-arguments",
        problem: `${what} is not as the configuration has it: ${message}`,
        cure: `make this file agree with the service that declared it (here: ${this.#topology.settings}), or stop its services and delete it`,
      };
    }
    if (/transient|deprecated/.test(message)) {
      return {
        ...found,
        check: "denied-feature",
        problem: `RabbitMQ ${this.#version} denies ${what} as the configuration has them: ${message}`,
        cure: "set rabbit_quorum_queue = true (or amqp_durable_queues = true) and rabbit_transient_quorum_queue = true in every service",
      };
    }
    return {
      ...found,
      check: "queue-refused",
      problem: `the broker does not take ${what} of the configuration: ${message}`,
      cure: "change the options of [oslo_messaging_rabbit] that the reason names",
    };
  }

  /** Declares what is there already, which changes nothing. */
  async #checkPlace(place: ServicePlace): Promise<void> {
    const exchange = this.#topology.exchangeOf({ topic: place.topic, exchange: place.exchange });
    const { topic } = place;
    await this.#check(`exchange ${exchange}`, async () => {
      if (!(await this.#declarer.isBound(topic, exchange, topic))) return;
      await this.#declarer.declareExchange(this.#topology.topicExchange(exchange));
    });
    await this.#check(`queue ${topic}`, async () => {
      if (!(await this.#declarer.hasQueue(topic))) return;
      await this.#declarer.declareQueue(this.#topology.topicQueue(topic));
    });
  }
}

/** The log and the findings. */
interface BrokerOptions {
  readonly log: Logger;
  readonly report: ReportFinding;
}
