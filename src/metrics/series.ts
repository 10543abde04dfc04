import type { Labels, MetricFamily, MetricSample } from "../http/prometheus-text.js";
import { OTHER } from "../instruments/request-facts.js";
import type { RequestDurations } from "../instruments/request-series.js";

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
  readonly #counts: number[];
  #sum = 0;

  constructor(labels: Labels, bounds: readonly number[] = []) {
    this.labels = labels;
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  reset(): void {
    this.#counts.fill(0);
    this.#sum = 0;
  }

  addAll(durations: RequestDurations): void {
    durations.within(this.#bounds).forEach((count, index) => {
      this.#counts[index] = (this.#counts[index] as number) + count;
    });
    this.#sum += durations.seconds;
  }

  /** Adds so many that took no time. */
  addNone(count: number): void {
    this.#counts[0] = (this.#counts[0] as number) + count;
  }

  sample(): MetricSample {
    let total = 0;
    const buckets = this.#counts.map((count) => {
      total += count;
      return total;
    });
    return { labels: this.labels, value: this.#sum, buckets };
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
