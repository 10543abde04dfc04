import type { ServiceDescriptor } from "../definition/descriptor.js";
import { maskingSecrets, type Secrets } from "../tap/secrets.js";

/** Hides what the definitions say is secret that are known by then, and what looks like it. */
export class LiveSecrets implements Secrets {
  #secrets = maskingSecrets();
  #events: ReadonlySet<string> = new Set();

  /** Definitions that are known from now on. */
  know(definitions: readonly ServiceDescriptor[]): void {
    this.#secrets = maskingSecrets(...definitions);
    this.#events = new Set(
      definitions.flatMap(({ notifications = [] }) => notifications.map(({ eventType }) => eventType)),
    );
  }

  /** Whether one of the definitions declares an event. */
  hasEvent(eventType: string): boolean {
    return this.#events.has(eventType);
  }

  readonly of: Secrets["of"] = (value) => this.#secrets.of(value);
  readonly ofArguments: Secrets["ofArguments"] = (...given) => this.#secrets.ofArguments(...given);
  readonly ofResult: Secrets["ofResult"] = (...given) => this.#secrets.ofResult(...given);
  readonly ofFailure: Secrets["ofFailure"] = (failure) => this.#secrets.ofFailure(failure);
  readonly ofNotification: Secrets["ofNotification"] = (message) => this.#secrets.ofNotification(message);
}
