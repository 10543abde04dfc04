import { MessagingTimeout } from "../errors/delivery-errors.js";
import { type Timer, timers } from "../time/timers.js";

/** The `context` member of a request: what the caller says of itself, by name. */
export type ContextFields = Readonly<Record<string, unknown>>;

/** The time that a request is worth working on. */
export interface Deadline {
  /** Seconds until the caller stops waiting; undefined when it does not say. */
  readonly remaining: number | undefined;
  /** Aborted when the caller no longer waits for the answer. */
  readonly signal: AbortSignal;
}

const noDeadline: Deadline = {
  remaining: undefined,
  // Made for each: a listener on a signal that all share would never go away.
  get signal() {
    return new AbortController().signal;
  },
};

/** The deadline of one request. Its signal, which most methods never look at, is made when first asked for. */
export class RequestDeadline implements Deadline {
  readonly #at: number | undefined;
  #controller: AbortController | undefined;
  #timer: Timer | undefined;
  #ended = false;

  /** @param at monotonic ms at which the caller stops waiting; undefined when it does not say */
  constructor(at: number | undefined) {
    this.#at = at;
  }

  get remaining(): number | undefined {
    return this.#at === undefined ? undefined : Math.max(0, this.#at - performance.now()) / 1000;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      this.#controller = controller;
      if (this.#at !== undefined && !this.#ended) {
        const expired = () => controller.abort(new MessagingTimeout("The caller no longer waits"));
        this.#timer = timers.at(this.#at, expired);
      }
    }
    return this.#controller.signal;
  }

  /** The request is answered: the signal will not fire any more. */
  end(): void {
    this.#ended = true;
    this.#timer?.cancel();
  }
}

/**
 * The context a method gets as its first argument (`oslo_context.context.RequestContext`). Given to a client as its
 * `context`, it is passed on with that client's requests, and bounds their time by what is left of this one's.
 *
 * The getters read the fields as they came, under the names oslo.context gives them now or gave them once. They are
 * undefined for a field that is missing or of another type: a caller may send anything. Nothing of it is verified,
 * and whoever may send to the topic may claim to be anyone.
 *
 * @example
 * ```ts
 * async function forward(ctx: RequestContext, arg1: string): Promise<MethodAResult> {
 *   console.log(ctx.requestId, ctx.projectId, ctx.remaining);
 *   return await client.prepare({ context: ctx }).methodA(arg1);
 * }
 * ```
 */
export class RequestContext {
  /** The fields as they travel. */
  readonly fields: ContextFields;
  readonly #deadline: Deadline;

  /**
   * @param fields what the caller says of itself, under the names of `to_dict`
   * @param deadline how long the request is worth working on; without, as long as it takes
   */
  constructor(fields: ContextFields = {}, deadline: Deadline = noDeadline) {
    this.fields = fields;
    this.#deadline = deadline;
  }

  /**
   * Seconds until the caller stops waiting, never below 0; undefined when it does not say. It may be less: where nobody
   * counts the time that a request has waited, it runs from the arrival here.
   */
  get remaining(): number | undefined {
    return this.#deadline.remaining;
  }

  /** Aborted when the caller no longer waits for the answer. */
  get signal(): AbortSignal {
    return this.#deadline.signal;
  }

  /** A copy of the fields as they travel (`to_dict`). */
  toFields(): Record<string, unknown> {
    return { ...this.fields };
  }

  /** This context, and its deadline, with other fields. */
  withFields(fields: ContextFields): RequestContext {
    return new RequestContext(fields, this.#deadline);
  }

  /** `user_id`, or `user` as oslo.context writes it. */
  get userId(): string | undefined {
    return this.#text("user_id") ?? this.#text("user");
  }

  /** `user_name` */
  get userName(): string | undefined {
    return this.#text("user_name");
  }

  /** `project_id`, or its older names `project` and `tenant`. */
  get projectId(): string | undefined {
    return this.#text("project_id") ?? this.#text("project") ?? this.#text("tenant");
  }

  /** `project_name` */
  get projectName(): string | undefined {
    return this.#text("project_name");
  }

  /** `domain_id`, or `domain` as oslo.context writes it. */
  get domainId(): string | undefined {
    return this.#text("domain_id") ?? this.#text("domain");
  }

  /** `domain_name` */
  get domainName(): string | undefined {
    return this.#text("domain_name");
  }

  /** `user_domain_id`, or `user_domain` as oslo.context writes it. */
  get userDomainId(): string | undefined {
    return this.#text("user_domain_id") ?? this.#text("user_domain");
  }

  /** `user_domain_name` */
  get userDomainName(): string | undefined {
    return this.#text("user_domain_name");
  }

  /** `project_domain_id`, or `project_domain` as oslo.context writes it. */
  get projectDomainId(): string | undefined {
    return this.#text("project_domain_id") ?? this.#text("project_domain");
  }

  /** `project_domain_name` */
  get projectDomainName(): string | undefined {
    return this.#text("project_domain_name");
  }

  /** `system_scope`, such as `all` */
  get systemScope(): string | undefined {
    return this.#text("system_scope");
  }

  /** `auth_token`: the caller's secret. */
  get authToken(): string | undefined {
    return this.#text("auth_token");
  }

  /** `request_id`, such as `req-…` */
  get requestId(): string | undefined {
    return this.#text("request_id");
  }

  /** `global_request_id`: of the request from outside that led to this one. */
  get globalRequestId(): string | undefined {
    return this.#text("global_request_id");
  }

  /** The id to pass on as `global_request_id`: the one that came, else this request's own id. */
  get globalId(): string | undefined {
    return this.globalRequestId ?? this.requestId;
  }

  /** `resource_uuid`: what the request is about. */
  get resourceUuid(): string | undefined {
    return this.#text("resource_uuid");
  }

  /** `user_identity`: several of the others in one text. */
  get userIdentity(): string | undefined {
    return this.#text("user_identity");
  }

  /** Undefined also when one of them is no string. */
  get roles(): readonly string[] | undefined {
    const roles = this.#field("roles");
    return Array.isArray(roles) && roles.every((role) => typeof role === "string") ? roles : undefined;
  }

  /** `is_admin` */
  get isAdmin(): boolean | undefined {
    return this.#flag("is_admin");
  }

  /** `is_admin_project` */
  get isAdminProject(): boolean | undefined {
    return this.#flag("is_admin_project");
  }

  /** `read_only` */
  get readOnly(): boolean | undefined {
    return this.#flag("read_only");
  }

  /** `show_deleted` */
  get showDeleted(): boolean | undefined {
    return this.#flag("show_deleted");
  }

  #text(name: string): string | undefined {
    const value = this.#field(name);
    return typeof value === "string" ? value : undefined;
  }

  #flag(name: string): boolean | undefined {
    const value = this.#field(name);
    return typeof value === "boolean" ? value : undefined;
  }

  #field(name: string): unknown {
    return Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
  }
}

/** Who a log line is about, under which its request is found in the caller's log as well. */
export function callerFields({ requestId, userId, projectId }: RequestContext) {
  return { requestId, userId, projectId };
}
