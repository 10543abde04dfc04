import type { Attributes, HrTime } from "@opentelemetry/api";

/** One figure, or one histogram, with its attributes. */
export interface CollectedPoint<Value> {
  /** The time from which on it counts. */
  readonly startTime: HrTime;
  /** The time at which it was collected. */
  readonly endTime: HrTime;
  /** They tell it from the others of its metric. */
  readonly attributes: Attributes;
  /** The figure. */
  readonly value: Value;
}

/** A histogram: how many there were up to each boundary, and beyond the last one. */
export interface CollectedHistogram {
  /** The boundaries, in seconds, and one count more than there are of them. */
  readonly buckets: { readonly boundaries: number[]; readonly counts: number[] };
  /** Seconds of all together. */
  readonly sum: number;
  /** The number of them. */
  readonly count: number;
}

/** The members that all metrics have. */
export interface CollectedDescription {
  /** Name and unit. */
  readonly descriptor: {
    readonly name: string;
    readonly description: string;
    readonly unit: string;
    /** `ValueType.DOUBLE`. */
    readonly valueType: 1;
  };
  /** `AggregationTemporality.CUMULATIVE`: since the program began. */
  readonly aggregationTemporality: 1;
}

/** A metric as OpenTelemetry's SDK has it: `MetricData`. */
export type CollectedMetric = CollectedDescription &
  (
    | {
        /** `DataPointType.HISTOGRAM`. */
        readonly dataPointType: 0;
        readonly dataPoints: CollectedPoint<CollectedHistogram>[];
      }
    | {
        /** `DataPointType.GAUGE`. */
        readonly dataPointType: 2;
        readonly dataPoints: CollectedPoint<number>[];
      }
    | {
        /** `DataPointType.SUM`. */
        readonly dataPointType: 3;
        readonly dataPoints: CollectedPoint<number>[];
        readonly isMonotonic: boolean;
      }
  );

/** A resource that says nothing: a reader keeps its own. */
export interface NoResource {
  /** None. */
  readonly attributes: Readonly<Record<string, never>>;
  /** Says no more than before. */
  merge(other: unknown): NoResource;
  /** None. */
  getRawAttributes(): never[];
}

/** All metrics at one time as OpenTelemetry's SDK has them: `CollectionResult`. */
export interface CollectedMetrics {
  /** The metrics, under the name of this library. */
  readonly resourceMetrics: {
    readonly resource: NoResource;
    readonly scopeMetrics: {
      readonly scope: { readonly name: string; readonly version: string };
      readonly metrics: CollectedMetric[];
    }[];
  };
  /** None. */
  readonly errors: never[];
}
