import type { JsonSchema, MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { schemaOfAll } from "../definition/method-at.js";
import { isJsonObject, itemsOf, memberOf, membersOf } from "../json/json-object.js";
import { MASK } from "../log/mask.js";
import type { RemoteFailure } from "../messaging/failure.js";
import { maskPasswords } from "../messaging/mask-passwords.js";
import { maskTransportUrl } from "../messaging/transport-url-mask.js";
import { maskWriteOnly } from "./write-only.js";

/** Hides the secrets in what is shown. */
export interface Secrets {
  /** Hides what looks like a secret. */
  of<T>(value: T): T;
  ofArguments(method: string, args: unknown): unknown;
  /** @param method undefined where it is not known */
  ofResult(method: string | undefined, result: unknown): unknown;
  /** Hides in the texts of the failure, too, what it hides in its keyword arguments. */
  ofFailure(failure: RemoteFailure): RemoteFailure;
  ofNotification(message: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

/** Hides nothing. */
export const noSecrets: Secrets = {
  of: (value) => value,
  ofArguments: (_method, args) => args,
  ofResult: (_method, result) => result,
  ofFailure: (failure) => failure,
  ofNotification: (message) => message,
};

/** URLs with a login, as transport URLs are. */
const URL_WITH_LOGIN = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>/@]{0,500}@[^\s"'<>]{0,500}/gi;

/**
 * Hides what is likely to be a secret, by its name and by how it looks, and with a definition what that says is
 * `writeOnly`.
 */
export function maskingSecrets(definition?: ServiceDescriptor): Secrets {
  const methods = new Map(definition?.methods.map((method) => [method.name, method]));
  const events = new Map(definition?.notifications?.map((event) => [event.eventType, event.payload]));
  const byMember = (value: unknown, method: MethodDescriptor | undefined) => {
    const schemas = paramsOf(method);
    const schemaOf = (name: string) => schemas.get(name) ?? method?.additionalParams;
    if (!isJsonObject(value)) return value;
    const masked = Object.entries(value).map(([name, member]) => [
      name,
      maskWriteOnly(member, schemaOf(name), definition?.$defs),
    ]);
    return Object.fromEntries(masked);
  };
  return {
    of: mask,
    ofArguments: (method, args) => mask(byMember(args, methods.get(method))),
    ofResult: (method, result) =>
      mask(maskWriteOnly(result, methods.get(method ?? "")?.result, definition?.$defs)),
    ofFailure: (failure) => {
      const declared = definition?.errors?.find(
        ({ name, module }) => name === failure.class && module === failure.module,
      );
      const kwargs = mask(maskWriteOnly(failure.kwargs, declared?.kwargs, definition?.$defs));
      // A text may stand in another, of which a rest would be left.
      const hidden = [...hiddenTexts(failure.kwargs, kwargs)].sort((one, other) => other.length - one.length);
      const { message, tb, args } = failure;
      const texts = mask(withoutTexts({ message, tb, args }, hidden)) as typeof failure;
      return { ...failure, ...texts, kwargs: kwargs as RemoteFailure["kwargs"] };
    },
    ofNotification: (message) => {
      const schema = typeof message.event_type === "string" ? events.get(message.event_type) : undefined;
      return mask({ ...message, payload: maskWriteOnly(message.payload, schema, definition?.$defs) });
    },
  };
}

function paramsOf(method: MethodDescriptor | undefined): ReadonlyMap<string, JsonSchema> {
  return new Map(method?.params.map((param) => [param.name, schemaOfAll(param)]));
}

/** The texts of a value in whose places only masks are left. */
function* hiddenTexts(value: unknown, masked: unknown): Generator<string> {
  if (masked === MASK) yield* leaves(value);
  for (const [index, item] of itemsOf(value).entries()) yield* hiddenTexts(item, itemsOf(masked)[index]);
  for (const [name, member] of membersOf(value)) yield* hiddenTexts(member, memberOf(masked, name));
}

function* leaves(value: unknown): Generator<string> {
  if (typeof value === "number" || typeof value === "bigint") yield String(value);
  if (typeof value === "string" && value !== "") yield value;
  for (const item of itemsOf(value)) yield* leaves(item);
  for (const [, member] of membersOf(value)) yield* leaves(member);
}

function withoutTexts(value: unknown, hidden: readonly string[]): unknown {
  if (typeof value === "number" || typeof value === "bigint")
    return hidden.includes(String(value)) ? MASK : value;
  if (typeof value === "string") return hidden.reduce((text, one) => text.replaceAll(one, MASK), value);
  if (Array.isArray(value)) return value.map((item) => withoutTexts(item, hidden));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(membersOf(value).map(([name, member]) => [name, withoutTexts(member, hidden)]));
}

function mask<T>(value: T): T {
  // Both keep the form of what they are given, save that a secret becomes a text.
  return maskUrls(maskPasswords(value)) as T;
}

function maskUrls(value: unknown): unknown {
  if (typeof value === "string") return value.replace(URL_WITH_LOGIN, maskTransportUrl);
  if (Array.isArray(value)) return value.map(maskUrls);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskUrls(member)]));
}
