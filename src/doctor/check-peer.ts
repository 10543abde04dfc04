import type { ServiceDescriptor } from "../definition/descriptor.js";
import type { Reply } from "../drivers/driver.js";
import { MessageDeliveryFailure, MessageUndeliverable, MessagingTimeout } from "../errors/delivery-errors.js";
import { MessagingError } from "../errors/messaging-error.js";
import { PING_METHOD } from "../messaging/own-methods.js";
import { describeTarget, type Target } from "../messaging/target.js";
import { type Timer, timers } from "../time/timers.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import type { ReportFinding } from "./finding.js";

/** A method that no service has: the refusal says whether namespace and version are served, and nothing is run. */
const PROBE_METHOD = "oslo_rpc_doctor_probe";
/** ms without another answer after which all servers have answered that were asked at once. */
const QUIET = 1_000;
/** Major versions that are tried beside the definition's. */
const MAJORS = 9;
/** The default exchange, and those that OpenStack's services name in code, whatever their file says. */
const EXCHANGES = ["openstack", "nova", "neutron", "cinder", "heat", "glance", "ironic", "keystone"];

interface PeerOptions {
  /** Seconds to wait for an answer. */
  readonly timeout: number;
  readonly report: ReportFinding;
  /** Tried where nobody answers. */
  readonly otherWays: readonly OtherWay[];
}

/** Other addresses under which servers may listen. */
export interface OtherWay {
  /** `with …`, for people. */
  readonly what: string;
  readonly cure: string;
  readonly open: () => RpcTransport;
}

type Answer = "served" | "other version" | "nobody" | "silence";

/** Finds where a running service differs from its definition, as far as that shows without running a method of it. */
export class PeerExamination {
  readonly #transport: RpcTransport;
  readonly #definition: ServiceDescriptor;
  readonly #exchange: string | undefined;
  readonly #options: PeerOptions;

  constructor(transport: RpcTransport, definition: ServiceDescriptor, options: PeerOptions) {
    this.#transport = transport;
    this.#definition = definition;
    this.#exchange = transport.exchangeOf(definition);
    this.#options = options;
  }

  /** @throws {MessagingError} the peer cannot be asked. */
  async check(): Promise<void> {
    const { topic, namespace, version, service } = this.#definition;
    const where = describeTarget({ topic, exchange: this.#exchange });
    const error = (check: string, problem: string, cure: string) =>
      this.#options.report({ check, severity: "error", where, problem, cure });
    const alive = await this.#ask(PING_METHOD, {});
    if (alive === "nobody" || alive === "silence") {
      const elsewhere = await this.#otherExchange();
      const way = elsewhere === undefined ? await this.#otherWay() : undefined;
      if (way !== undefined) {
        error("other-addresses", `no server of ${service} answers there, and one does ${way.what}`, way.cure);
      } else if (elsewhere !== undefined) {
        error(
          "wrong-exchange",
          `no server of ${service} answers there, and one does on exchange ${elsewhere}`,
          this.#cureOfExchange(elsewhere),
        );
      } else if (alive === "nobody") {
        error(
          "no-server",
          `nobody serves ${service} there`,
          "start a server of it, or correct topic and exchange of the definition",
        );
      } else {
        error(
          "silent-server",
          `no server of ${service} answers within ${this.#options.timeout} s`,
          "start a server of it, or look why those that run take no requests; correct topic and exchange of the definition",
        );
      }
      return;
    }
    const wanted = { namespace, version };
    const answers = await this.#askAll(wanted);
    const others = answers.filter((answer) => answer === "other version").length;
    if (others > 0 && others < answers.length) {
      error(
        "mixed-versions",
        `${others} of ${answers.length} servers do not serve version ${version} of ${service}, the others do`,
        "upgrade those; until then clients ask for what all of them serve (upgrade_levels, versionCap)",
      );
      return;
    }
    if (answers.length > 0 ? others === 0 : (await this.#ask(PROBE_METHOD, wanted)) !== "other version")
      return;
    const served = await this.#servedVersion(version, wanted.namespace);
    if (served !== undefined) {
      error(
        "version",
        `its servers serve version ${served} of ${service}, and the definition has ${version}`,
        `upgrade its servers, or keep clients to what they serve: --target-version ${served}`,
      );
    } else {
      error(
        "namespace",
        `its servers do not serve namespace ${wanted.namespace ?? "(none)"} with version ${version} or near it`,
        "correct namespace and version of the definition, or start the server that it describes",
      );
    }
  }

  /** The newest version that is served of the namespace; undefined when none of those tried is. */
  async #servedVersion(version: string, namespace: string | undefined): Promise<string | undefined> {
    const [major = 1, minor = 0] = version.split(".").map(Number);
    const isServed = async (candidate: string) =>
      (await this.#ask(PROBE_METHOD, { namespace, version: candidate })) === "served";
    if (await isServed(`${major}.0`)) return await newestMinor(major, minor, isServed);
    for (let other = MAJORS; other >= 1; other -= 1) {
      if (other !== major && (await isServed(`${other}.0`))) return `${other}.x`;
    }
    return undefined;
  }

  /** The place of the exchange: the definition, or what it leaves to the configuration. */
  #cureOfExchange(elsewhere: string): string {
    return this.#definition.controlExchange === undefined
      ? `set exchange of the definition to ${elsewhere}, or control_exchange = ${elsewhere} in the servers' file`
      : `set control_exchange = ${elsewhere} in this configuration, or the same in the servers' file as here`;
  }

  /** The answers of all servers that answer soon enough. */
  async #askAll({ namespace, version }: Pick<Target, "namespace" | "version">): Promise<readonly Answer[]> {
    const { topic } = this.#definition;
    const answers: Answer[] = [];
    const end = new AbortController();
    let quiet: Timer | undefined;
    const onReply = (reply: Reply) => {
      answers.push(answerOf(reply));
      quiet?.cancel();
      quiet = timers.after(QUIET, () => end.abort());
    };
    try {
      await this.#transport.send(
        { topic, exchange: this.#exchange, fanout: true },
        {},
        { method: PROBE_METHOD, args: {}, namespace, version },
        {
          waitForReply: true,
          timeout: this.#options.timeout,
          retry: 0,
          signal: end.signal,
          onReply,
        },
      );
    } catch (error) {
      // Where nobody may be asked so, one is asked.
      if (!end.signal.aborted && !(error instanceof MessagingError)) throw error;
    } finally {
      quiet?.cancel();
    }
    return answers;
  }

  /** Another way to somebody who answers for the topic. */
  async #otherWay(): Promise<OtherWay | undefined> {
    for (const way of this.#options.otherWays) {
      const transport = way.open();
      try {
        const answer = await this.#ask(PING_METHOD, {}, transport);
        if (answer === "served" || answer === "other version") return way;
      } finally {
        await transport.close();
      }
    }
    return undefined;
  }

  /** Another exchange on which somebody answers for the topic. */
  async #otherExchange(): Promise<string | undefined> {
    const others = [...new Set([...EXCHANGES, this.#definition.topic])].filter(
      (exchange) => exchange !== this.#exchange,
    );
    const answers = await Promise.all(
      others.map(async (exchange) => {
        const answer = await this.#ask(PING_METHOD, { exchange });
        return answer === "served" || answer === "other version" ? exchange : undefined;
      }),
    );
    return answers.find((exchange) => exchange !== undefined);
  }

  async #ask(
    method: string,
    { exchange = this.#exchange, namespace, version }: Omit<Target, "topic" | "server" | "fanout">,
    transport: RpcTransport = this.#transport,
  ): Promise<Answer> {
    const target = { topic: this.#definition.topic, exchange };
    const { timeout } = this.#options;
    try {
      const reply = await transport.send(
        target,
        {},
        { method, args: {}, namespace, version },
        { waitForReply: true, timeout, retry: 0 },
      );
      return answerOf(reply);
    } catch (error) {
      if (error instanceof MessageUndeliverable) return "nobody";
      if (error instanceof MessagingTimeout || isGivenBack(error)) return "silence";
      throw error;
    }
  }
}

/** A router gives a message back that nobody took in its time. */
function isGivenBack(error: unknown): boolean {
  return error instanceof MessageDeliveryFailure && error.retryable && error.cause === undefined;
}

/** A server takes every minor version up to its own: the last that is served is found by halving. */
async function newestMinor(
  major: number,
  refused: number,
  isServed: (version: string) => Promise<boolean>,
): Promise<string> {
  let low = 0;
  let high = refused;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isServed(`${major}.${middle}`)) low = middle;
    else high = middle;
  }
  return `${major}.${low}`;
}

function answerOf(reply: Reply | undefined): Answer {
  if (reply === undefined || !("failure" in reply)) return "served";
  return reply.failure.class === "UnsupportedVersion" ? "other version" : "served";
}
