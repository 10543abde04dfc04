import type { JsonSchema, MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { schemaOfAll } from "../definition/method-at.js";
import { isJsonObject } from "../json/json-object.js";
import type { RemoteFailure } from "../messaging/failure.js";
import { textsHiddenIn, withoutTexts } from "./hidden-texts.js";
import { maskLikelySecrets } from "./likely-secrets.js";
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

/**
 * Hides what is likely to be a secret, by its name and by how it looks, and with definitions what those say is
 * `writeOnly`.
 */
export function maskingSecrets(...definitions: readonly ServiceDescriptor[]): Secrets {
  // A method is only known by its name: what one definition of several hides in it is hidden.
  const methods = definitions.map(({ methods: own }) => new Map(own.map((method) => [method.name, method])));
  const events = definitions.map(
    ({ notifications: own = [] }) => new Map(own.map((event) => [event.eventType, event.payload])),
  );
  /** The value as each definition leaves it of what the one before has left. */
  const byEach = (
    value: unknown,
    maskOne: (value: unknown, definition: ServiceDescriptor, index: number) => unknown,
  ) => definitions.reduce(maskOne, value);
  return {
    of: mask,
    ofArguments: (method, args) =>
      mask(byEach(args, (value, { $defs }, index) => maskMembers(value, methods[index]?.get(method), $defs))),
    ofResult: (method, result) =>
      mask(
        byEach(result, (value, { $defs }, index) =>
          maskWriteOnly(value, methods[index]?.get(method ?? "")?.result, $defs),
        ),
      ),
    ofFailure: (failure) => {
      const masked = byEach(failure.kwargs, (value, { errors, $defs }) => {
        const declared = errors?.find(
          ({ name, module }) => name === failure.class && module === failure.module,
        );
        return maskWriteOnly(value, declared?.kwargs, $defs);
      });
      const kwargs = mask(masked);
      const hidden = textsHiddenIn(failure.kwargs, kwargs);
      const [message, tb, args] = mask(
        withoutTexts([failure.message, failure.tb, failure.args], hidden),
      ) as readonly [RemoteFailure["message"], RemoteFailure["tb"], RemoteFailure["args"]];
      return { ...failure, message, tb, args, kwargs: kwargs as RemoteFailure["kwargs"] };
    },
    ofNotification: (message) => {
      const payload = byEach(message.payload, (value, { $defs }, index) =>
        maskWriteOnly(value, events[index]?.get(String(message.event_type)), $defs),
      );
      return mask({ ...message, payload });
    },
  };
}

function maskMembers(
  value: unknown,
  method: MethodDescriptor | undefined,
  $defs: ServiceDescriptor["$defs"],
): unknown {
  if (method === undefined || !isJsonObject(value)) return value;
  const schemas = paramsOf(method);
  const masked = Object.entries(value).map(([name, member]) => [
    name,
    maskWriteOnly(member, schemas.get(name) ?? method.additionalParams, $defs),
  ]);
  return Object.fromEntries(masked);
}

function paramsOf(method: MethodDescriptor): ReadonlyMap<string, JsonSchema> {
  return new Map(method.params.map((param) => [param.name, schemaOfAll(param)]));
}

function mask<T>(value: T): T {
  // It keeps the form of what it is given, save that a secret becomes a text.
  return maskLikelySecrets(value) as T;
}
