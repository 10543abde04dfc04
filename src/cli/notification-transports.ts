import { getOrInsert } from "../collections/get-or-insert.js";
import type { NotificationTransport } from "../transport/notification-transport.js";
import type { TransportCommandOptions } from "./common-options.js";
import { commandNotificationTransport } from "./notification-options.js";

/**
 * Transports of the notifications of a command line, one for each exchange: over some of them the exchange is that of
 * the transport, whatever the target says.
 */
export class NotificationTransports {
  readonly #options: TransportCommandOptions;
  readonly #byExchange = new Map<string | undefined, NotificationTransport>();

  constructor(options: TransportCommandOptions) {
    this.#options = options;
  }

  /**
   * The one of an exchange, which is made when it is first asked for; undefined is the configuration's.
   *
   * @throws as `commandNotificationTransport` does.
   */
  of(exchange: string | undefined): NotificationTransport {
    return getOrInsert(this.#byExchange, exchange, () =>
      commandNotificationTransport({ ...this.#options, exchange }),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byExchange.values()].map((transport) => transport.close()));
  }
}
