import { MessagingError } from "./messaging-error.js";

/**
 * The arguments of a call break the method's schema. Thrown before anything is sent; a caller that does not check gets
 * it from the server, as a `RemoteError` whose `excType` names it.
 *
 * @example
 * ```ts
 * try {
 *   await client.methodA(JSON.parse("1"));
 * } catch (error) {
 *   if (error instanceof InvalidArguments) console.error(error.method, error.pointer, error.message);
 * }
 * ```
 */
export class InvalidArguments extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "InvalidArguments";

  /** Name of the method. */
  readonly method: string;
  /** JSON pointer into the arguments; "" is all of them. */
  readonly pointer: string;

  /**
   * @param method name of the method
   * @param pointer JSON pointer into the arguments; "" is all of them
   * @param expected what would have been right there, as `must be string`
   */
  constructor(method: string, pointer: string, expected: string) {
    super(`Invalid arguments of method ${method} at ${pointer || "/"}: ${expected}`, {
      code: "INVALID_ARGUMENTS",
    });
    this.method = method;
    this.pointer = pointer;
  }
}

/**
 * The result of a call breaks the method's schema: thrown where it arrives, and by a server instead of sending it. The
 * message never holds the value.
 *
 * @example
 * ```ts
 * try {
 *   await client.methodA("a");
 * } catch (error) {
 *   if (error instanceof InvalidResult) console.error(`${error.method} returned something else at ${error.pointer}`);
 * }
 * ```
 */
export class InvalidResult extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "InvalidResult";

  /** Name of the method. */
  readonly method: string;
  /** JSON pointer into the result; "" is all of it. */
  readonly pointer: string;

  /**
   * @param method name of the method
   * @param pointer JSON pointer into the result; "" is all of it
   * @param expected what would have been right there, as `must be string`
   */
  constructor(method: string, pointer: string, expected: string) {
    super(`Invalid result of method ${method} at ${pointer || "/"}: ${expected}`, { code: "INVALID_RESULT" });
    this.method = method;
    this.pointer = pointer;
  }
}

/**
 * A notification breaks its definition: its payload, or the definition has no such event or not with that priority.
 * The message never holds a value.
 *
 * @example
 * ```ts
 * try {
 *   await new MyServiceNotifier(notifications).thingCreated(JSON.parse("{}"));
 * } catch (error) {
 *   if (error instanceof InvalidPayload) console.error(error.eventType, error.pointer, error.message);
 * }
 * ```
 */
export class InvalidPayload extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "InvalidPayload";

  /** The event that was sent or came. */
  readonly eventType: string;
  /** JSON pointer into the payload; "" is all of it. */
  readonly pointer: string;

  /**
   * @param eventType the event that was sent or came
   * @param pointer JSON pointer into the payload; "" is all of it
   * @param expected what would have been right there, as `must be string`
   */
  constructor(eventType: string, pointer: string, expected: string) {
    super(`Invalid payload of notification ${eventType} at ${pointer || "/"}: ${expected}`, {
      code: "INVALID_PAYLOAD",
    });
    this.eventType = eventType;
    this.pointer = pointer;
  }
}

/**
 * An object of oslo.versionedobjects came in a version that its definition does not read: another MAJOR, or a newer
 * MINOR. A server answers with it as Python's do, so that callers get a `RemoteError` whose `excType` names it.
 *
 * @example
 * ```ts
 * try {
 *   await client.methodA("a");
 * } catch (error) {
 *   if (error instanceof IncompatibleObjectVersion) console.error(`${error.objname}: at most ${error.supported}`);
 * }
 * ```
 */
export class IncompatibleObjectVersion extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "IncompatibleObjectVersion";

  /** Name of the object's class. */
  readonly objname: string;
  /** The version that came. */
  readonly objver: string;
  /** MAJOR.MINOR that is read at most. */
  readonly supported: string;

  /**
   * @param objname name of the object's class
   * @param objver the version that came
   * @param supported MAJOR.MINOR that is read at most
   */
  constructor(objname: string, objver: string, supported: string) {
    super(`Version ${objver} of ${objname} is not supported, supported version is ${supported}`, {
      code: "INCOMPATIBLE_OBJECT_VERSION",
    });
    this.objname = objname;
    this.objver = objver;
    this.supported = supported;
  }
}
