import { MessagingError, type MessagingErrorOptions } from "./messaging-error.js";

/** No reply, or no acceptance, came in time. The request may or may not have run. */
export class MessagingTimeout extends MessagingError {
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "MESSAGING_TIMEOUT", ...options });
  }
}

/**
 * The message could not be handed over. Codes: `MESSAGE_DELIVERY_FAILURE`; `REPLY_LOST` when the request was
 * accepted and the connection its reply would have used is gone; `QUEUE_FULL` when too many messages wait to
 * be sent; `TRANSPORT_CLOSED` after `close()`.
 */
export class MessageDeliveryFailure extends MessagingError {
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "MESSAGE_DELIVERY_FAILURE", ...options });
  }
}

/** The intermediary says that nothing can take the message. */
export class MessageUndeliverable extends MessageDeliveryFailure {
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "MESSAGE_UNDELIVERABLE", ...options });
  }
}

/** The peer refuses the credentials, or offers no mechanism that fits them. */
export class AuthenticationFailure extends MessageDeliveryFailure {
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "AUTHENTICATION_FAILURE", ...options });
  }
}
