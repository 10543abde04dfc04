import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { PairedLinks } from "../../amqp/client/paired-links.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import { type AmqpValue, encodeValue } from "../../amqp/codec/amqp-value.js";
import { decodeMessage, decodeString, type IncomingMessage } from "../../amqp/codec/message.js";
import { encodeMessage } from "../../amqp/codec/message-writer.js";
import type { Logger } from "../../log/logger.js";
import type { Lifetime } from "../../time/lifetime.js";
import type { Timer } from "../../time/timers.js";
import { queuePath } from "./addresses.js";
import { Declarer, type ManagementRequest } from "./declarer.js";
import { answerError } from "./management-error.js";

const NODE = "/management";
/** Name a request asks its answer to be sent to: the receiver paired with its sender. */
const ME = "$me";
/** ms for the links, and for each answer. */
const TIMEOUT = 15_000;

/** A request that waits for its answer, or for its turn. */
interface Request {
  readonly verb: Parameters<ManagementRequest>[0];
  readonly path: string;
  readonly body: AmqpValue;
  /** Whom it is for: what ends before it is sent needs it no more. */
  readonly owner: Lifetime;
  readonly resolve: (body: IncomingMessage["body"]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Declares and deletes at RabbitMQ's management node, one request after another. The broker ends the session of
 * a request it does not like, so there is one for nothing else, only as long as there are requests.
 */
export class Management {
  readonly #live: LiveConnection;
  readonly #log: Logger;
  readonly #queue: Request[] = [];
  #links: PairedLinks | undefined;
  #current: Request | undefined;
  #timer: Timer | undefined;
  #lastId = 0;
  /** Exchanges that are not durable although they should be. */
  readonly #transient = new Set<string>();
  #ended: AmqpError | undefined;

  constructor(live: LiveConnection, log: Logger) {
    this.#live = live;
    this.#log = log;
  }

  /** Declares for somebody who needs it no more once that has ended. */
  declarer(owner: Lifetime): Declarer {
    return new Declarer(
      (verb, path, body) => this.#request(verb, path, body, owner),
      (exchange) => this.#warnOf(exchange),
    );
  }

  /** @throws {ManagementError} the user may not. @throws {AmqpError} */
  async deleteQueue(name: string): Promise<void> {
    await this.#request("DELETE", queuePath(name), null, this.#live.lifetime);
  }

  /** The connection is gone. */
  lost(error: AmqpError): void {
    this.#ended = error;
    this.#links?.lost(error);
    this.#fail(error);
  }

  /** Once on each connection: it is declared again and again. */
  #warnOf(exchange: string): void {
    if (this.#transient.has(exchange)) return;
    this.#transient.add(exchange);
    this.#log.warn(
      { exchange },
      "An exchange is used that is not durable: a service that declared it has other settings, and it goes when RabbitMQ is restarted",
    );
  }

  #request(
    verb: Request["verb"],
    path: string,
    body: AmqpValue,
    owner: Lifetime,
  ): ReturnType<ManagementRequest> {
    return new Promise((resolve, reject) => {
      const obstacle = this.#ended ?? (owner.ended ? notNeeded() : undefined);
      if (obstacle !== undefined) {
        reject(obstacle);
        return;
      }
      this.#queue.push({ verb, path, body, owner, resolve, reject });
      this.#open();
    });
  }

  #open(): void {
    if (this.#links !== undefined) return;
    let links: PairedLinks;
    try {
      links = new PairedLinks({
        live: this.#live,
        address: NODE,
        timeout: TIMEOUT,
        onMessage: (bytes) => this.#answered(bytes),
        onEnded: (error) => {
          if (this.#links === links) this.#detached(error);
        },
      });
    } catch (error) {
      if (!(error instanceof AmqpError)) throw error;
      this.#fail(error);
      return;
    }
    this.#links = links;
    links.ready.then(
      () => {
        if (this.#links === links) this.#next();
      },
      () => {},
    );
  }

  #next(): void {
    let request = this.#queue.shift();
    for (; request?.owner.ended; request = this.#queue.shift()) request.reject(notNeeded());
    this.#current = request;
    const links = this.#links;
    if (request === undefined || links === undefined) {
      this.#links = undefined;
      links?.close();
      return;
    }
    const { verb, path, body } = request;
    const messageId = String(++this.#lastId);
    this.#log.debug({ verb, path, body }, "RabbitMQ management request");
    this.#timer = this.#live.lifetime.after(TIMEOUT, () => {
      links.close();
      this.#fail(new AmqpError("link-detached", `${this.#live.address} does not answer ${verb} ${path}`));
    });
    const encoded = { body: encodeValue(body), bodyAs: "value" } as const;
    links.send(encodeMessage({ messageId, to: path, subject: verb, replyTo: ME, ...encoded }));
  }

  #answered(bytes: Buffer): void {
    const { correlationId, subject, body } = decodeMessage(bytes);
    const request = this.#current;
    const links = this.#links;
    if (request === undefined || decodeString(correlationId) !== String(this.#lastId)) return;
    this.#timer?.cancel();
    this.#current = undefined;
    const status = Number(subject);
    if (status >= 200 && status < 300) request.resolve(body);
    else {
      const text = typeof body === "string" ? body : "no reason given";
      request.reject(answerError(request, status, text));
    }
    // What was waiting for this answer may ask for more, in the same session.
    setImmediate(() => {
      if (this.#links === links && this.#current === undefined) this.#next();
    });
  }

  /** The broker has ended the session: what it was asked last is what it does not like, and says nothing of the rest. */
  #detached(error: AmqpError): void {
    const request = this.#current;
    if (request === undefined) {
      this.#fail(error);
      return;
    }
    this.#timer?.cancel();
    this.#links = undefined;
    this.#current = undefined;
    request.reject(error);
    if (this.#queue.length > 0) this.#open();
  }

  /** There will be no answers. */
  #fail(error: AmqpError): void {
    this.#timer?.cancel();
    this.#links = undefined;
    const failed = [...(this.#current === undefined ? [] : [this.#current]), ...this.#queue.splice(0)];
    this.#current = undefined;
    for (const request of failed) request.reject(error);
  }
}

function notNeeded(): AmqpError {
  return new AmqpError("closed", "what was to be declared is not needed any more");
}
