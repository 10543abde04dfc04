import type { BreakingRule } from "./rule.js";
import { address } from "./rules/address.js";
import { errorClasses } from "./rules/error-classes.js";
import { methodErrors } from "./rules/method-errors.js";
import { methodKind } from "./rules/method-kind.js";
import { methodSet } from "./rules/method-set.js";
import { notificationPayload } from "./rules/notification-payload.js";
import { notificationSet } from "./rules/notification-set.js";
import { objectFields } from "./rules/object-fields.js";
import { objectVersion } from "./rules/object-version.js";
import { paramDefault } from "./rules/param-default.js";
import { paramOrder } from "./rules/param-order.js";
import { paramSchema } from "./rules/param-schema.js";
import { paramSet } from "./rules/param-set.js";
import { programType } from "./rules/program-type.js";
import { resultSchema } from "./rules/result-schema.js";
import { serviceName } from "./rules/service-name.js";
import { since } from "./rules/since.js";

/** The rules of `oslo-gen breaking`. */
export const BREAKING_RULES: readonly BreakingRule[] = [
  address,
  methodSet,
  methodKind,
  paramSet,
  paramSchema,
  paramDefault,
  paramOrder,
  resultSchema,
  methodErrors,
  errorClasses,
  notificationSet,
  notificationPayload,
  objectVersion,
  objectFields,
  since,
  programType,
  serviceName,
];
