import { Compile, type Validator } from "typebox/schema";
import type { JsonSchema } from "../../definition/descriptor.js";
import { pointerSegments, valueAt } from "../../definition/json-pointer.js";
import type { KeywordError } from "../mismatch.js";
import type { Refinement } from "../schema-object.js";
import type { RememberedResults } from "./remembered-results.js";
import type { Rule, RuleFinding } from "./rule.js";

/** Begins the message of a typebox error that stands for a rule of ours; no other message has it. */
const MARK = "\u0000";

/** The rules that stand in compiled schemas, where typebox knows them by a message only. */
export class Rules {
  readonly #rules: Rule[] = [];

  /** The form in which a rule stands in a schema that typebox compiles. */
  refinement(rule: Rule): Refinement {
    this.#rules.push(rule);
    const message = `${MARK}${this.#rules.length - 1}`;
    return { check: (value) => rule.check(value), error: () => message };
  }

  /** The finding that an error is, or the rule that it stands for. */
  finding(error: KeywordError, value: unknown): RuleFinding {
    const { message, instancePath: path } = error;
    const rule = message.startsWith(MARK) ? this.#rules[Number(message.slice(MARK.length))] : undefined;
    return rule === undefined ? error : { rule, value: valueAt(value, pointerSegments(path) ?? []), path };
  }
}

/** A piece of a schema that is compiled by itself, together with the parts that a value must fit as well. */
export class Part implements Rule {
  /** The form in which other parts hold it. */
  readonly refinement: Refinement;
  readonly #rules: Rules;
  #validator: Validator | undefined;
  #others: readonly Part[] = [];
  readonly #results: RememberedResults | undefined;
  #check: ((value: unknown) => boolean) | undefined;

  /** @param results where those of a value are remembered */
  constructor(rules: Rules, results?: RememberedResults) {
    this.#rules = rules;
    this.#results = results;
    this.refinement = rules.refinement(this);
  }

  /**
   * @param schema what typebox compiles
   * @param others what a value must fit too
   */
  compile(schema: JsonSchema, others: readonly Part[] = []): void {
    const isEmpty = typeof schema === "object" && Object.keys(schema).length === 0;
    if (!isEmpty) this.#validator = Compile(schema);
    this.#others = others;
  }

  check(value: unknown): boolean {
    this.#check ??= this.#link();
    return this.#results === undefined ? this.#check(value) : this.#results.of(value, this.#check);
  }

  errors(value: unknown): readonly RuleFinding[] {
    return this.#validators()
      .filter((validator) => !validator.Check(value))
      .flatMap((validator) => validator.Errors(value)[1].map((error) => this.#rules.finding(error, value)));
  }

  #link(): (value: unknown) => boolean {
    const validators = this.#validators();
    const [first, ...others] = validators;
    if (first !== undefined && others.length === 0) return (value) => first.Check(value);
    return (value) => validators.every((validator) => validator.Check(value));
  }

  /** Those of all parts there are to fit: a list, as a chain of definitions would be too deep to go down. */
  #validators(): readonly Validator[] {
    const parts = new Set<Part>([this]);
    for (const part of parts) for (const other of part.#others) parts.add(other);
    return [...parts].flatMap((part) => part.#validator ?? []);
  }
}
