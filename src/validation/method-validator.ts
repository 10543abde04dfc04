import type { JsonSchema, MethodDescriptor, ParamDescriptor } from "../definition/descriptor.js";
import { isObjectMember } from "../definition/object-members.js";
import { InvalidArguments, InvalidResult } from "../errors/validation-errors.js";
import { DefaultFiller } from "./default-filler.js";
import type { Definitions } from "./definitions.js";
import type { Problem } from "./explain/problem.js";
import { Mismatch } from "./mismatch.js";
import { SchemaValidator } from "./schema-validator.js";

/** Arguments are not looked at beyond as many problems. */
const MOST_PROBLEMS = 10;

/** Where arguments are on their way: to a peer, from one, or from one to a method of this server. */
type Way = "leaving" | "arriving" | "served";

/** A parameter and its validator, which is compiled when it is first needed. */
class Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly #schema: ParamDescriptor["schema"];
  readonly #definitions: Definitions;
  #validator: SchemaValidator | undefined;
  #madeFiller: DefaultFiller | undefined;

  constructor(descriptor: ParamDescriptor, definitions: Definitions) {
    this.name = descriptor.name;
    this.required = descriptor.required;
    this.#schema = descriptor.schema;
    this.#definitions = definitions;
  }

  get validator(): SchemaValidator {
    this.#validator ??= new SchemaValidator(this.#schema, this.#definitions);
    return this.#validator;
  }

  compile(): void {
    this.#validator ??= new SchemaValidator(this.#schema, this.#definitions);
  }

  compileDefaults(): void {
    this.#filler.compile();
  }

  /** The value as it is used then, or a {@link Mismatch}. */
  accept(value: unknown, way: Way): unknown {
    if (way === "leaving") return this.validator.acceptLeaving(value);
    return way === "served"
      ? this.validator.acceptServed(value, this.#filler)
      : this.validator.acceptArriving(value);
  }

  /** True for a value that may be sent. */
  fits(value: unknown): boolean {
    return this.validator.fitsLeaving(value);
  }

  /** The value that a server takes when the parameter is absent. */
  ownDefault(): unknown {
    return this.validator.readForms(this.#filler.own());
  }

  get #filler(): DefaultFiller {
    this.#madeFiller ??= new DefaultFiller(this.#schema, this.#definitions, this.validator);
    return this.#madeFiller;
  }
}

/**
 * Checks what goes out to and what arrives from a peer for one method. An integer of `format: int64` is a bigint
 * on this side of the wire: going out it must be one, and arriving it is made one, also inside arrays and objects.
 */
export class MethodValidator {
  readonly #method: MethodDescriptor;
  readonly #definitions: Definitions;
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #requiredCount: number;
  /** The parameters that may be absent. */
  readonly #optional: readonly Parameter[];
  /** Each argument that is none of the parameters; without it there are none. */
  readonly #further: Parameter | undefined;
  /** Parameters that were there up to a version. */
  readonly #ended: ReadonlyMap<string, string>;
  #result: SchemaValidator | undefined;
  #isCompiled = false;
  #areDefaultsCompiled = false;

  /** @param ended the parameters that earlier versions had, and the last one that did */
  constructor(
    method: MethodDescriptor,
    definitions: Definitions,
    ended: ReadonlyMap<string, string> = new Map(),
  ) {
    this.#ended = ended;
    this.#method = method;
    this.#definitions = definitions;
    this.#parameters = new Map(method.params.map((param) => [param.name, new Parameter(param, definitions)]));
    this.#optional = [...this.#parameters.values()].filter(({ required }) => !required);
    this.#requiredCount = method.params.filter((param) => param.required).length;
    const { additionalParams: schema } = method;
    this.#further =
      schema === undefined ? undefined : new Parameter({ name: "", required: false, schema }, definitions);
  }

  /**
   * Checks named arguments before they are sent. One that is undefined counts as absent.
   *
   * @throws {InvalidArguments} one is unknown, missing or does not fit its schema.
   */
  outgoingArguments(args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return this.#accepted(args, "leaving");
  }

  /**
   * Checks the arguments of a request that arrived, and converts integers of `format: int64`.
   *
   * @throws {InvalidArguments} they are no object, or one is unknown, missing or does not fit its schema.
   */
  incomingArguments(args: unknown): Readonly<Record<string, unknown>> {
    return this.#accepted(this.#named(args), "arriving");
  }

  /** True for named arguments that may be sent. */
  takes(args: Readonly<Record<string, unknown>>): boolean {
    this.#compile();
    let missing = this.#requiredCount;
    for (const [name, value] of Object.entries(args)) {
      const parameter = this.#parameters.get(name) ?? this.#furtherCalled(name);
      if (parameter === undefined) return false;
      if (value === undefined) continue;
      if (!parameter.fits(value)) return false;
      if (parameter.required) missing -= 1;
    }
    return missing === 0;
  }

  /** All that is wrong with named arguments as they would arrive; none where they are right. */
  argumentProblems(args: Readonly<Record<string, unknown>>): readonly Problem[] {
    const found = this.#arguments(args, "arriving");
    return found instanceof Mismatch ? found.problems : [];
  }

  /**
   * Checks the arguments of a request as `incomingArguments` does, and fills in the `default` of parameters that may be
   * absent and are, and of absent members of those that are there. What arrived must be valid without them, but for
   * members that its schema requires and has a default for; a default that would make it invalid stays out.
   *
   * @throws {InvalidArguments} they are no object, or one is unknown, missing or does not fit its schema.
   */
  withDefaults(args: unknown): Readonly<Record<string, unknown>> {
    this.#compileDefaults();
    const accepted = this.#accepted(this.#named(args), "served");
    let filled: Record<string, unknown> | undefined;
    for (const parameter of this.#optional) {
      if (Object.hasOwn(accepted, parameter.name) && accepted[parameter.name] !== undefined) continue;
      const fallback = parameter.ownDefault();
      if (fallback === undefined) continue;
      filled ??= { ...accepted };
      filled[parameter.name] = fallback;
    }
    return filled ?? accepted;
  }

  #named(args: unknown): Readonly<Record<string, unknown>> {
    if (typeof args === "object" && args !== null && !Array.isArray(args))
      return args as Record<string, unknown>;
    throw new InvalidArguments(this.#method.name, "", "must be object");
  }

  /**
   * Checks what a method returned before it is sent. Undefined is sent as null; a cast has no result, so null
   * stands for whatever its method returns.
   *
   * @throws {InvalidResult} it does not fit the schema, or is not null and the method declares no result.
   */
  outgoingResult(value: unknown): unknown {
    return this.#method.kind === "cast" ? null : this.#checkResult(value ?? null, false);
  }

  /**
   * Checks a result that arrived, and converts integers of `format: int64`.
   *
   * @throws {InvalidResult} it does not fit the schema, or is not null and the method declares no result.
   */
  incomingResult(value: unknown): unknown {
    return this.#checkResult(value ?? null, true);
  }

  /**
   * Compiles the validators of all arguments and of the result when the first request is made or arrives: what goes
   * wrong with the result's must not do so when the method has run.
   */
  #compile(): void {
    if (this.#isCompiled) return;
    for (const parameter of this.#parameters.values()) parameter.compile();
    this.#further?.compile();
    if (this.#method.result !== undefined) this.#resultValidator(this.#method.result);
    this.#isCompiled = true;
  }

  /** So does a server with what it fills defaults in by: no later request takes longer because of what is in it. */
  #compileDefaults(): void {
    if (this.#areDefaultsCompiled) return;
    this.#compile();
    for (const parameter of this.#parameters.values()) parameter.compileDefaults();
    this.#further?.compileDefaults();
    this.#areDefaultsCompiled = true;
  }

  #resultValidator(schema: JsonSchema): SchemaValidator {
    this.#result ??= new SchemaValidator(schema, this.#definitions);
    return this.#result;
  }

  #accepted(args: Readonly<Record<string, unknown>>, way: Way): Readonly<Record<string, unknown>> {
    const accepted = this.#arguments(args, way);
    if (!(accepted instanceof Mismatch)) return accepted;
    throw accepted.toError((pointer) => new InvalidArguments(this.#method.name, pointer, accepted.told()));
  }

  #arguments(
    args: Readonly<Record<string, unknown>>,
    way: Way,
  ): Readonly<Record<string, unknown>> | Mismatch {
    this.#compile();
    let missing = this.#requiredCount;
    let converted: Record<string, unknown> | undefined;
    let problems: Problem[] | undefined;
    let unknownVersion: Mismatch | undefined;
    for (const name of Object.keys(args)) {
      const parameter = this.#parameters.get(name) ?? this.#furtherCalled(name);
      if (problems !== undefined && problems.length > MOST_PROBLEMS) break;
      if (parameter === undefined) {
        problems ??= [];
        problems.push(...new Mismatch("", this.#unknown(name)).within(name).problems);
        continue;
      }
      const value = args[name];
      if (value === undefined) continue;
      if (parameter.required) missing -= 1;
      const accepted = parameter.accept(value, way);
      if (accepted instanceof Mismatch) {
        const within = accepted.within(name);
        if (within.unknownVersion !== undefined) unknownVersion ??= within;
        problems ??= [];
        problems.push(...within.problems);
      } else if (!Object.is(accepted, value)) {
        converted ??= { ...args };
        converted[name] = accepted;
      }
    }
    if (unknownVersion !== undefined) return unknownVersion;
    if (problems !== undefined || missing > 0) return this.#refused(args, problems ?? []);
    return converted ?? args;
  }

  /** The rules of a further argument; one called as every object's members are could reach a prototype. */
  #furtherCalled(name: string): Parameter | undefined {
    return isObjectMember(name) || this.#ended.has(name) ? undefined : this.#further;
  }

  #unknown(name: string): string {
    const until = this.#ended.get(name);
    return until === undefined
      ? "the method has no such argument"
      : `the method has it up to version ${until} only`;
  }

  /** All the problems, and those with arguments that are missing. */
  #refused(args: Readonly<Record<string, unknown>>, problems: readonly Problem[]): Mismatch {
    const isPassed = (name: string) => Object.hasOwn(args, name) && args[name] !== undefined;
    const missing = this.#method.params.filter((param) => param.required && !isPassed(param.name));
    const all = [
      ...problems,
      ...missing.flatMap(({ name }) => new Mismatch("", "is required").within(name).problems),
    ];
    return Mismatch.of(all) ?? new Mismatch("", "must match the schema");
  }

  #checkResult(value: unknown, arriving: boolean): unknown {
    const schema = this.#method.result;
    if (schema === undefined) {
      if (value === null) return null;
      throw new InvalidResult(this.#method.name, "", "must be null, the method declares no result");
    }
    const validator = this.#resultValidator(schema);
    const accepted = arriving ? validator.acceptArriving(value) : validator.acceptLeaving(value);
    if (accepted instanceof Mismatch) {
      throw accepted.toError(
        (pointer) => new InvalidResult(this.#method.name, pointer, accepted.toldWithoutValues()),
      );
    }
    return accepted;
  }
}
