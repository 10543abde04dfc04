import { AmqpError } from "../../amqp/codec/amqp-error.js";

/**
 * Answers by which RabbitMQ tells that it has failed at a request itself: on a busy node, or while a cluster forms. In
 * AMQP 0-9-1 they are internal errors, in management bad requests.
 */
const HAS_FAILED =
  /timed out|^Cannot declare .* on node '[^']*': (?!the corresponding feature flag is disabled)/;

/** RabbitMQ refuses to declare, bind or delete. */
export class ManagementError extends Error {
  /** As in HTTP: 403 the user may not, 404 it is not there, 409 it is there with other properties. */
  readonly status: number;

  constructor(verb: string, path: string, status: number, text: string) {
    // What follows on other lines is how to set up a broker.
    const [reason] = text.split("\n", 1);
    super(`${verb} ${decodeURIComponent(path)}: ${status} ${reason}`);
    this.name = "ManagementError";
    this.status = status;
  }

  /** An exchange or a queue that it names is not there. */
  get isMissing(): boolean {
    return /\bno (exchange|queue)\b/.test(this.message);
  }

  /** The queue belongs to another connection, which may also be a former one of our own that is not known to be gone. */
  get isOwned(): boolean {
    return this.status === 400 && /exclusive access to locked queue/.test(this.message);
  }
}

/** Why the management node did not do what it was asked: it refuses to, or it could not, and another attempt may succeed. */
export function answerError(
  request: { readonly verb: string; readonly path: string },
  status: number,
  text: string,
): ManagementError | AmqpError {
  const error = new ManagementError(request.verb, request.path, status, text);
  if (status < 500 && !HAS_FAILED.test(text)) return error;
  const condition = "amqp:internal-error";
  return new AmqpError("link-detached", error.message, { condition, cause: error });
}
