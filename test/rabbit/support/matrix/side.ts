/** A program that can take every role: one on this library, or one on Python's oslo.messaging. */
export interface Side {
  /** Of its servers. */
  readonly name: string;
  /** Serves a topic under its name; it may be asked again. Resolves when it can be called. */
  serve(topic: string): Promise<void>;
  /** Calls `echo`, of one server or of any. */
  echo(topic: string, value: unknown, server?: string): Promise<unknown>;
  /** Casts to any server or to all. */
  sink(topic: string, payload: string, options?: { readonly fanout: boolean }): Promise<void>;
  /** Resolves when a `sink` of this topic came to its own server with this payload. */
  sunk(topic: string, payload: string): Promise<void>;
  /** Calls `fail_allowed`; what its own user sees of the exception. */
  failure(topic: string, message: string): Promise<Failure>;
  /** Listens to notifications; it may be asked again. */
  listen(topic: string): Promise<void>;
  notify(topic: string, payload: string): Promise<void>;
  /** Resolves when a notification with this payload came to it. */
  notified(payload: string): Promise<void>;
  stop(): Promise<void>;
}

/** An exception, as the user of a client sees it. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** ms within which what was sent has come, also on a busy machine. */
export const ARRIVAL_MS = 60_000;
