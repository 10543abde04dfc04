import { createHash } from "node:crypto";
import type { MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import type { ServiceModel } from "../definition/model.js";
import { toDescriptor } from "../definition/to-descriptor.js";
import { compact } from "../json/json-object.js";
import type { MethodEditions } from "../validation/method-editions.js";
import { ServiceValidator } from "../validation/service-validator.js";
import type { MethodSummary, ServiceSummary } from "./api.js";
import { ConsoleRefusal } from "./console-refusal.js";
import type { Place } from "./places.js";

/** A method that can be called. */
export interface KnownMethod {
  readonly service: KnownService;
  readonly descriptor: MethodDescriptor;
  readonly editions: MethodEditions;
}

/** A service whose definition is at hand. */
export class KnownService {
  readonly id: string;
  readonly source: ServiceSummary["source"];
  readonly place: Place;
  readonly model: ServiceModel;
  readonly descriptor: ServiceDescriptor;
  #validator: ServiceValidator | undefined;

  /** @param place where its servers listen, whatever the definition says */
  constructor(model: ServiceModel, source: ServiceSummary["source"], place: Place) {
    const { namespace, service, version } = model;
    const [major] = version.split(".");
    const key = JSON.stringify([place.shown, place.topic, namespace, service, major]);
    this.id = createHash("sha256").update(key).digest("base64url").slice(0, 16);
    this.source = source;
    this.place = place;
    this.model = model;
    this.descriptor = toDescriptor(model);
  }

  get validator(): ServiceValidator {
    this.#validator ??= new ServiceValidator(this.descriptor);
    return this.#validator;
  }

  /** @throws {ConsoleRefusal} there is no such method. */
  method(name: string): KnownMethod {
    const descriptor = this.descriptor.methods.find((method) => method.name === name);
    const editions = this.validator.editions(name);
    if (descriptor !== undefined && editions !== undefined) return { service: this, descriptor, editions };
    throw new ConsoleRefusal(404, "no-such-method", "the service has no such method");
  }

  get methods(): readonly MethodSummary[] {
    return this.model.methods.map(({ name, kind, deprecated }) =>
      compact<MethodSummary>({ name, kind, deprecated: deprecated || undefined }),
    );
  }

  /** The part of it that is known without asking anybody. */
  get summary(): Omit<ServiceSummary, "methods" | "servers" | "problem"> {
    const { id, source, place, model } = this;
    const { service, namespace, version, description } = model;
    const [summary = ""] = (description ?? "").split("\n", 1);
    return {
      id,
      name: service,
      topic: place.topic,
      exchange: place.shown,
      ...(namespace !== undefined && { namespace }),
      version,
      ...(summary !== "" && { summary }),
      source,
    };
  }
}
