/** Where the commands look for a peer when no source says: the embedded router's own default. */
export const LOCAL_ROUTER = "amqp://127.0.0.1:5672";
