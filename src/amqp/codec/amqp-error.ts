/** Why a connection, link or message did not work out, for the layers above to turn into their own errors. */
export type AmqpFailureReason =
  /** The connection could not be made. */
  | "connect"
  /** The peer refused the credentials. */
  | "authentication"
  /** The peer speaks another protocol, or is not what its address is taken for. */
  | "unsupported"
  /** The connection was lost or closed by the peer. */
  | "connection-lost"
  /** The peer detached the link, or refused to attach it. */
  | "link-detached"
  /** The owner closed the connection, the link or the sender. */
  | "closed"
  /** Too many messages wait for the link. */
  | "queue-full"
  /** The message's deadline passed before it was sent. */
  | "expired-unsent"
  /** The message's deadline passed after it was sent, before its outcome came. */
  | "expired-sent"
  /** The sender's owner withdrew the message. */
  | "withdrawn";

/** A failure below the messaging layer. */
export class AmqpError extends Error {
  readonly reason: AmqpFailureReason;
  /** AMQP error condition the peer gave, for example `amqp:not-found`. */
  readonly condition: string | undefined;
  /** True when the peer accepted the login, and then hung up before its `open`, without saying why. */
  readonly afterLogin: boolean;
  /** True when other messages were on the way as well: any of them may be what the peer minds. */
  readonly shared: boolean;

  constructor(
    reason: AmqpFailureReason,
    message: string,
    options: {
      condition?: string | undefined;
      cause?: unknown;
      afterLogin?: boolean;
      shared?: boolean;
    } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "AmqpError";
    this.reason = reason;
    this.condition = options.condition;
    this.afterLogin = options.afterLogin ?? false;
    this.shared = options.shared ?? false;
  }

  /** Another attempt cannot end better until somebody has changed something. */
  get hopeless(): boolean {
    return this.reason === "authentication" || this.reason === "unsupported";
  }
}

/** The condition and description a peer gave with a close, end or detach, as one phrase. */
export function describePeerError(error: unknown): { condition: string | undefined; text: string } {
  if (typeof error !== "object" || error === null) return { condition: undefined, text: "no reason given" };
  const { condition, description, message } = error as Record<string, unknown>;
  const name = condition === undefined || condition === null ? undefined : String(condition);
  const detail = description ?? message;
  const parts = [name, detail === undefined || detail === null || detail === "" ? undefined : String(detail)];
  return {
    condition: name,
    text: parts.filter((part) => part !== undefined).join(": ") || "no reason given",
  };
}

/** The peer has detached a link, or ended its session. @param error what it says, if anything */
export function detachedBy(address: string, what: string, error: unknown): AmqpError {
  const { condition, text } = describePeerError(error);
  return new AmqpError("link-detached", `${address} detached ${what}: ${text}`, { condition });
}
