import type { MethodDescriptor } from "../definition/descriptor.js";
import { changesByVersion, editionsOf, leastVersion, methodAt, minorOf } from "../definition/method-at.js";
import type { Definitions } from "./definitions.js";
import type { Problem } from "./explain/problem.js";
import { MethodValidator } from "./method-validator.js";

type Arguments = Readonly<Record<string, unknown>>;

/** The validators of a method: one for each span of versions in which its requests are alike, most often for all. */
export class MethodEditions {
  /** True when requests of some versions are not like those of others. */
  readonly differ: boolean;
  /** The validator of what the newest version takes. */
  readonly newest: MethodValidator;
  readonly #method: MethodDescriptor;
  /** The versions that the spans begin with, the oldest first. */
  readonly #versions: readonly string[];
  /** In the order of the versions. */
  readonly #validators: readonly MethodValidator[];

  constructor(method: MethodDescriptor, definitions: Definitions) {
    this.#method = method;
    this.differ = changesByVersion(method);
    this.#versions = this.differ ? editionsOf(method) : [];
    this.#validators = this.#versions.map(
      (version) => new MethodValidator(methodAt(method, version), definitions, endedBefore(method, version)),
    );
    this.newest = this.#validators[this.#validators.length - 1] ?? new MethodValidator(method, definitions);
  }

  /** The validator of requests of a version. */
  at(version: string): MethodValidator {
    if (!this.differ) return this.newest;
    const minor = minorOf(version);
    const index = this.#versions.findLastIndex((each) => minorOf(each) <= minor);
    return this.#validators[Math.max(index, 0)] ?? this.newest;
  }

  /** The first version, from one on, whose requests may have these arguments; the newest where none may. */
  versionFor(args: Arguments, from: string): string {
    return this.#first(from, (validator) => validator.takes(args));
  }

  /** The same for arguments as they travel. */
  versionOfWritten(args: Arguments, from: string): string {
    return this.#first(from, (validator) => validator.argumentProblems(args).length === 0);
  }

  /** The version of a request that an example shows, whose arguments are as they travel. */
  versionOfExample(args: Arguments): string {
    return this.versionOfWritten(args, leastVersion(this.#method, args));
  }

  /** All that is wrong with arguments as they travel, in requests of the newest version; none where some version takes them. */
  argumentProblems(args: Arguments): readonly Problem[] {
    return this.at(this.versionOfWritten(args, "")).argumentProblems(args);
  }

  /**
   * Checks arguments as if they had arrived, and converts integers of `format: int64`.
   *
   * @param version that of the request; without it, the first one that takes them
   * @throws {InvalidArguments} they do not fit.
   */
  incomingArguments(args: Arguments, version: string = this.versionOfWritten(args, "")): Arguments {
    return this.at(version).incomingArguments(args);
  }

  #first(from: string, isRight: (validator: MethodValidator) => boolean): string {
    const later = this.#versions.filter((version) => minorOf(version) >= minorOf(from));
    return later.find((version) => isRight(this.at(version))) ?? later.at(-1) ?? from;
  }
}

/** The parameters that a version no longer has, and the last one that had each. */
function endedBefore({ params }: MethodDescriptor, version: string): ReadonlyMap<string, string> {
  return new Map(
    params.flatMap(({ name, until }) =>
      until !== undefined && minorOf(until) < minorOf(version) ? [[name, until] as const] : [],
    ),
  );
}
