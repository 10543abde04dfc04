import { getOrInsert } from "../../src/collections/get-or-insert.js";
import { buildModel } from "../../src/definition/build-model.js";
import type { JsonSchema, ServiceDescriptor } from "../../src/definition/descriptor.js";
import { joinPointer } from "../../src/definition/json-pointer.js";
import type { Problems } from "../../src/definition/problems.js";
import type { SchemaLibrary } from "../../src/definition/schema-library.js";
import { toDescriptor } from "../../src/definition/to-descriptor.js";
import { itemsOf, type JsonObject, memberOf, membersOf } from "../../src/json/json-object.js";
import { Definitions } from "../../src/validation/definitions.js";
import type { Problem } from "../../src/validation/explain/problem.js";
import { Mismatch } from "../../src/validation/mismatch.js";
import { SchemaValidator } from "../../src/validation/schema-validator.js";
import { ServiceValidator } from "../../src/validation/service-validator.js";

/**
 * Reports each example that is no call of its method, or no payload of its notification. Whoever tries it would get an
 * error. The definition must be found right before.
 */
export function checkExampleValues(
  file: string,
  { document, library }: { readonly document: JsonObject; readonly library: SchemaLibrary },
  problems: Problems,
): void {
  if (!hasExamples(document)) return;
  const descriptor = toDescriptor(buildModel(file, document, library));
  const checker = new ExampleChecker(descriptor, (pointer, message) =>
    problems.add(file, pointer, message, "example-misfit"),
  );
  checker.check();
}

function hasExamples(document: JsonObject): boolean {
  return [document.methods, document.notifications].some((members) =>
    membersOf(members).some(([, member]) => itemsOf(memberOf(member, "examples")).length > 0),
  );
}

/** Holds the examples of a service against what its peers check. */
class ExampleChecker {
  readonly #descriptor: ServiceDescriptor;
  readonly #definitions: Definitions;
  readonly #validator: ServiceValidator;
  /** A schema may have many examples. */
  readonly #validators = new Map<JsonSchema, SchemaValidator>();
  readonly #report: (pointer: string, message: string) => void;

  constructor(descriptor: ServiceDescriptor, report: (pointer: string, message: string) => void) {
    this.#descriptor = descriptor;
    this.#definitions = new Definitions(descriptor);
    this.#validator = new ServiceValidator(descriptor);
    this.#report = report;
  }

  check(): void {
    const { methods, errors = [], notifications = [] } = this.#descriptor;
    const kwargs = new Map(errors.map((error) => [error.name, error.kwargs]));
    for (const method of methods) {
      const { name, result: schema, examples = [] } = method;
      const editions = this.#validator.editions(name);
      for (const [index, example] of examples.entries()) {
        const { arguments: args, result, error } = example;
        const place = joinPointer("/methods", name, "examples", index);
        const version = editions?.versionOfExample(args) ?? "";
        this.#tell(joinPointer(place, "arguments"), editions?.at(version).argumentProblems(args) ?? []);
        if (result !== undefined)
          this.#value(joinPointer(place, "result"), result, schema ?? { type: "null" });
        const own = error === undefined ? undefined : kwargs.get(error.name);
        if (own !== undefined) this.#value(joinPointer(place, "error", "kwargs"), error?.kwargs ?? {}, own);
      }
    }
    for (const { eventType, payload: schema, examples = [] } of notifications) {
      for (const [index, { payload }] of examples.entries())
        this.#value(joinPointer("/notifications", eventType, "examples", index, "payload"), payload, schema);
    }
  }

  #value(pointer: string, value: unknown, schema: JsonSchema): void {
    const validator = getOrInsert(
      this.#validators,
      schema,
      () => new SchemaValidator(schema, this.#definitions),
    );
    const accepted = validator.acceptArriving(value);
    if (accepted instanceof Mismatch) this.#tell(pointer, accepted.problems);
  }

  #tell(pointer: string, problems: readonly Problem[]): void {
    for (const problem of problems) this.#report(pointer + problem.pointer, problem.expected);
  }
}
