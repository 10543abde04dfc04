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

  /** The queue belongs to another connection, which may also be a former one of our own that is not known to be gone. */
  get isOwned(): boolean {
    return this.status === 400 && /exclusive access to locked queue/.test(this.message);
  }
}
