/** A peer's message is not what oslo.messaging sends. The message text holds nothing of its content. */
export class MalformedMessage extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MalformedMessage";
  }
}
