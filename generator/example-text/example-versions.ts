import type { CallExample } from "../../src/definition/descriptor.js";
import type { MethodModel, ServiceModel } from "../../src/definition/model.js";
import { toDescriptor } from "../../src/definition/to-descriptor.js";
import { ServiceValidator } from "../../src/validation/service-validator.js";

/** Gives the version of the request that an example of a method shows. */
export type ExampleVersions = (method: MethodModel, example: CallExample) => string;

/** The versions of the examples of a service. */
export function exampleVersions(model: ServiceModel): ExampleVersions {
  let validator: ServiceValidator | undefined;
  return ({ name, since }, example) => {
    validator ??= new ServiceValidator(toDescriptor(model));
    return validator.editions(name)?.versionOfExample(example.arguments) ?? since;
  };
}
