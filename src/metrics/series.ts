import type { Labels, MetricFamily, MetricSample } from "../http/prometheus-text.js";
import { OTHER } from "../instruments/request-facts.js";
import { RequestDurations } from "../instruments/request-series.js";

/** One figure that counts, or goes up and down. */
export class Figure {
  value = 0;
  readonly labels: Labels;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  reset(): void {
    this.value = 0;
  }

  sample(): MetricSample {
    return { labels: this.labels, value: this.value };
  }
}

/** Durations in seconds, by how long they were. */
export class Durations {
  readonly labels: Labels;
  readonly #bounds: readonly number[];
  #durations = new RequestDurations();

  constructor(labels: Labels, bounds: readonly number[] = []) {
    this.labels = labels;
    this.#bounds = bounds;
  }

  reset(): void {
    this.#durations = new RequestDurations();
  }

  addAll(durations: RequestDurations): void {
    this.#durations.addAll(durations);
  }

  /** Adds so many that took no time. */
  addNone(count: number): void {
    this.#durations.addNone(count);
  }

  sample(): MetricSample {
    let total = 0;
    const buckets = this.#durations.within(this.#bounds).map((count) => {
      total += count;
      return total;
    });
    return { labels: this.labels, value: this.#durations.seconds, buckets };
  }
}

/** A family without its figures. */
export interface FamilyDefinition<Label extends string = string> extends Omit<MetricFamily, "samples"> {
  readonly labels: readonly Label[];
}

/** The series of one name: at most so many, and one for all that there is no more room for. */
export class Family<Series extends Figure | Durations, Label extends string = string> {
  readonly #definition: FamilyDefinition<Label>;
  readonly #make: new (
    labels: Labels,
    bounds?: readonly number[],
  ) => Series;
  readonly #most: number;
  readonly #all = new Map<string, Series>();
  #other: Series | undefined;

  constructor(
    definition: FamilyDefinition<Label>,
    make: new (labels: Labels, bounds?: readonly number[]) => Series,
    most: number,
  ) {
    this.#definition = definition;
    this.#make = make;
    this.#most = most;
  }

  /** The series of these labels; they are looked for, so whoever counts often keeps it. */
  of(labels: Readonly<Record<Label, string>>): Series {
    const { labels: names, bounds } = this.#definition;
    const values = names.map((name) => labels[name]);
    const key = values.join("\0");
    const known = this.#all.get(key);
    if (known !== undefined) return known;
    if (this.#all.size >= this.#most) {
      this.#other ??= new this.#make(Object.fromEntries(names.map((name) => [name, OTHER])), bounds);
      return this.#other;
    }
    const made = new this.#make(
      Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""])),
      bounds,
    );
    this.#all.set(key, made);
    return made;
  }

  /** Begins all series anew; they stay the same, so that none becomes the one of what there is no room for. */
  reset(): void {
    for (const series of this.#list()) series.reset();
  }

  #list(): readonly Series[] {
    return this.#other === undefined ? [...this.#all.values()] : [...this.#all.values(), this.#other];
  }

  snapshot(): MetricFamily {
    const { name, type, help, bounds } = this.#definition;
    const all = this.#list();
    return { name, type, help, ...(bounds && { bounds }), samples: all.map((series) => series.sample()) };
  }
}
