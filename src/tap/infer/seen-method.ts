import { getOrInsert } from "../../collections/get-or-insert.js";
import { compareVersions } from "../../definition/version.js";
import { isJsonObject } from "../../json/json-object.js";
import type { ReplyLine, RequestLine } from "../traffic.js";
import { SeenValues } from "./seen-values.js";

/** One method, as it was called and answered. */
export class SeenMethod {
  readonly name: string;
  readonly #params = new Map<string, SeenValues>();
  readonly #results = new SeenValues();
  readonly #errors = new Set<string>();
  #calls = 0;
  #casts = 0;
  #answered = 0;
  #failed = 0;
  /** The lowest version that a request asked for. */
  #lowest: string | undefined;

  constructor(name: string) {
    this.name = name;
  }

  requested({ type, args, version = "1.0" }: RequestLine): void {
    if (type === "call") this.#calls += 1;
    else this.#casts += 1;
    if (this.#lowest === undefined || compareVersions(version, this.#lowest) < 0) this.#lowest = version;
    if (!isJsonObject(args)) return;
    for (const [name, value] of Object.entries(args))
      getOrInsert(this.#params, name, () => new SeenValues()).add(value);
  }

  /** @param declared a failure may be one that the definition is to declare */
  replied({ failure, result }: ReplyLine, declared: boolean): void {
    if (failure === undefined) {
      this.#answered += 1;
      this.#results.add(result ?? null);
    } else {
      this.#failed += 1;
      if (declared) this.#errors.add(failure.class);
    }
  }

  /** The method as a definition has it. @param major of the service's version */
  definition(major: string): object {
    const count = this.#calls + this.#casts;
    const isCast = this.#calls === 0;
    const since = this.#lowest ?? "1.0";
    const unanswered = this.#calls - this.#answered - this.#failed;
    const outcome = isCast
      ? ""
      : `: ${this.#answered} answered, ${this.#failed} failed, ${unanswered} without an answer`;
    const params = [...this.#params].map(([name, values]) => ({
      name,
      schema: values.schema(),
      ...(values.count < count && { required: false }),
      description: `seen in ${values.count} of ${count}: ${values.summary}`,
    }));
    return {
      description: `Seen ${count} times${outcome}.${this.#results.count > 0 ? ` Results: ${this.#results.summary}.` : ""}`,
      ...(this.#casts > 0 && { kind: isCast ? "cast" : "both" }),
      params,
      ...(!this.#results.isNull && { result: this.#results.schema() }),
      ...(this.#errors.size > 0 && { errors: [...this.#errors] }),
      ...(since.startsWith(`${major}.`) && since !== `${major}.0` && { since }),
      "x-seen": isCast ? { count } : { count, answered: this.#answered, failed: this.#failed, unanswered },
    };
  }
}
