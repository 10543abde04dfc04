import { type ContextFields, RequestContext } from "../messaging/request-context.js";

/** Fields of oslo.context that say who and what, and hold no secret, in its order (`notifier._sanitize_context`). */
const SAFE_FIELDS: readonly string[] = [
  ...["user_id", "project_id", "domain_id", "user_domain_id", "project_domain_id", "is_admin", "request_id"],
  ...["roles", "user_name", "project_name", "domain_name", "user_domain_name", "project_domain_name"],
  ...["service_user_id", "service_user_domain_id", "service_user_domain_name"],
  ...["service_project_id", "service_project_name", "service_project_domain_id"],
  ...["service_project_domain_name", "service_roles", "global_request_id", "system_scope"],
  // Older names of some of them.
  ...["user", "domain", "user_domain", "project_domain"],
];

/**
 * The part of a context that is sent with a notification, which many may read: never a token, nor a field that
 * oslo.context does not know.
 */
export function safeContext(context: RequestContext | ContextFields): ContextFields {
  const fields = context instanceof RequestContext ? context.fields : context;
  return Object.fromEntries(
    SAFE_FIELDS.filter((name) => Object.hasOwn(fields, name)).map((name) => [name, fields[name]]),
  );
}
