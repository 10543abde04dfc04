import type { JsonSchema, MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { isJsonObject } from "../json/json-object.js";
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
  ofNotification(message: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

/** Hides nothing. */
export const noSecrets: Secrets = {
  of: (value) => value,
  ofArguments: (_method, args) => args,
  ofResult: (_method, result) => result,
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
    ofNotification: (message) => {
      const schema = typeof message.event_type === "string" ? events.get(message.event_type) : undefined;
      return mask({ ...message, payload: maskWriteOnly(message.payload, schema, definition?.$defs) });
    },
  };
}

function paramsOf(method: MethodDescriptor | undefined): ReadonlyMap<string, JsonSchema> {
  return new Map(method?.params.map(({ name, schema }) => [name, schema]));
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
