/** A request to the console that is not answered. */
export class ConsoleRefusal extends Error {
  /** Status of HTTP. */
  readonly status: number;
  /** The reason as a word. */
  readonly reason: string;

  /** @param message one line for people */
  constructor(status: number, reason: string, message: string) {
    super(message);
    this.name = "ConsoleRefusal";
    this.status = status;
    this.reason = reason;
  }
}

/** A request that is not as it has to be. @param message one line for people */
export function badRequest(message: string): ConsoleRefusal {
  return new ConsoleRefusal(400, "bad-request", message);
}
