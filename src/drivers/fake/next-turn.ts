// Imported, it is Node's own one also where a test has put fake timers in the place of the globals.
import { setImmediate } from "node:timers";

let waiting: Promise<void> | undefined;

/**
 * Resolves in another turn of the event loop, in which all others have had theirs: what is sent in a loop lets the
 * servers of its process run, as on a wire. All who wait in one turn share it.
 */
export function nextTurn(): Promise<void> {
  waiting ??= new Promise((resolve) => {
    setImmediate(() => {
      waiting = undefined;
      resolve();
    });
  });
  return waiting;
}

/** Hands over what has come, in a turn of its own as on a wire. */
export function inNextTurn<Message>(onMessage: (message: Message) => void, message: Message): void {
  setImmediate(onMessage, message);
}
