import type { Session } from "../engine/session.js";
import type { LiveConnection } from "./live-connection.js";

interface Current {
  readonly live: LiveConnection;
  readonly session: Session;
  users: number;
}

/**
 * One session for several receivers, begun with the first and ended with the last. It spares sessions where a peer
 * allows few; what ends it ends all links in it.
 */
export class SharedSession {
  #current: Current | undefined;

  /** The session on that connection; whoever gets it leaves it again. @throws {AmqpError} there is none to be had. */
  join(live: LiveConnection): Session {
    if (this.#current?.live !== live) {
      const session = live.beginSession();
      const current = { live, session, users: 0 };
      session.onEnded = () => {
        if (this.#current === current) this.#current = undefined;
      };
      this.#current = current;
    }
    this.#current.users += 1;
    return this.#current.session;
  }

  /** A link in the session is no more. */
  leave(session: Session): void {
    const current = this.#current;
    if (current?.session !== session) return;
    current.users -= 1;
    if (current.users > 0) return;
    this.#current = undefined;
    session.close();
  }
}
