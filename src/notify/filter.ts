import { patternProblem } from "../definition/pattern/pattern-problem.js";
import { ConfigurationError } from "../errors/setup-errors.js";
import type { ReceivedNotification } from "./received-notification.js";

/** A regular expression, which has to match from the beginning of the text on, though not to its end. */
export type NotificationPattern = string | RegExp;

/** Patterns of members by their names. */
export type MemberPatterns = Readonly<Record<string, NotificationPattern>>;

/** Rules for notifications. All rules must hold; a missing value, or one that is no text, holds to none. */
export interface NotificationFilterRules {
  /** Pattern of the publisher id. */
  readonly publisherId?: NotificationPattern | undefined;
  /** Pattern of the event type. */
  readonly eventType?: NotificationPattern | undefined;
  /** Patterns of the context's fields. */
  readonly context?: MemberPatterns | undefined;
  /** Patterns of `message_id` and `timestamp`. */
  readonly metadata?: MemberPatterns | undefined;
  /** Patterns of the payload's members. */
  readonly payload?: MemberPatterns | undefined;
}

/** Texts come from peers: what is beyond this is not looked at, as matching may take the square of the length. */
const LONGEST_TEXT = 4096;

type MemberRules = readonly (readonly [name: string, pattern: RegExp])[];

/**
 * Chooses the notifications an endpoint gets (`oslo_messaging.NotificationFilter`). Of each text the first 4096
 * characters are looked at.
 *
 * @example
 * ```ts
 * const endpoint: NotificationEndpoint = {
 *   filterRule: new NotificationFilter({ eventType: /compute\.instance\./, context: { project_id: "^p$" } }),
 *   info: (_ctx, publisherId, eventType) => console.log(publisherId, eventType),
 * };
 * ```
 */
export class NotificationFilter {
  readonly #publisherId: RegExp | undefined;
  readonly #eventType: RegExp | undefined;
  readonly #context: MemberRules;
  readonly #metadata: MemberRules;
  readonly #payload: MemberRules;

  /**
   * Makes all patterns ready.
   *
   * @throws {ConfigurationError} a pattern is no regular expression, or a short text could keep it busy for a very
   * long time.
   */
  constructor(rules: NotificationFilterRules) {
    const { publisherId, eventType } = rules;
    this.#publisherId = publisherId === undefined ? undefined : compile("publisherId", publisherId);
    this.#eventType = eventType === undefined ? undefined : compile("eventType", eventType);
    this.#context = compileMembers("context", rules.context);
    this.#metadata = compileMembers("metadata", rules.metadata);
    this.#payload = compileMembers("payload", rules.payload);
  }

  /** True when all rules hold. */
  match(notification: ReceivedNotification): boolean {
    const { context, publisherId, eventType, metadata, payload } = notification;
    return (
      isMatch(this.#publisherId, publisherId) &&
      isMatch(this.#eventType, eventType) &&
      areMatches(this.#context, context.fields) &&
      areMatches(this.#metadata, metadata) &&
      areMatches(this.#payload, payload)
    );
  }
}

function compileMembers(rule: string, patterns: MemberPatterns = {}): MemberRules {
  return Object.entries(patterns).map(([name, pattern]) => [name, compile(`${rule}.${name}`, pattern)]);
}

/** Sticky, a pattern matches at one place only: the beginning, as Python's `re.match`. */
function compile(rule: string, pattern: NotificationPattern): RegExp {
  const source = typeof pattern === "string" ? pattern : pattern.source;
  const problem = patternProblem(source);
  if (problem !== undefined) {
    throw new ConfigurationError(`Filter rule ${rule}: the pattern ${JSON.stringify(source)} ${problem}`);
  }
  const flags = typeof pattern === "string" ? "" : pattern.flags.replace(/[^ims]/g, "");
  return new RegExp(source, `${flags}uy`);
}

function isMatch(pattern: RegExp | undefined, value: unknown): boolean {
  if (pattern === undefined) return true;
  if (typeof value !== "string") return false;
  pattern.lastIndex = 0;
  return pattern.test(value.slice(0, LONGEST_TEXT));
}

function areMatches(rules: MemberRules, value: unknown): boolean {
  if (rules.length === 0) return true;
  if (typeof value !== "object" || value === null) return false;
  return rules.every(
    ([name, pattern]) =>
      Object.hasOwn(value, name) && isMatch(pattern, (value as Readonly<Record<string, unknown>>)[name]),
  );
}
