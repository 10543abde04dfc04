import type { ServiceDescriptor } from "../definition/descriptor.js";

/** What the generated endpoint classes extend: an implementation of a service's methods. */
export abstract class ServiceEndpoint {
  /** What the endpoint was generated from. */
  abstract readonly descriptor: ServiceDescriptor;
}
