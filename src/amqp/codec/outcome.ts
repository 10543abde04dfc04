/** The outcome of a delivery (AMQP 1.0, part 3.4). */
export type Outcome =
  | { readonly state: "accepted" }
  | { readonly state: "released" }
  | { readonly state: "modified"; readonly deliveryFailed: boolean; readonly undeliverableHere: boolean }
  | {
      readonly state: "rejected";
      readonly condition: string | undefined;
      /** All that was said, for people. */
      readonly text: string;
      /** The pairs of names and texts beside condition and description, if there are any. */
      readonly info?: ReadonlyMap<string, string>;
    }
  /** Settled by the peer without a state this library knows. */
  | { readonly state: "unknown" };

export const accepted: Outcome = { state: "accepted" };
export const released: Outcome = { state: "released" };
export const unknownOutcome: Outcome = { state: "unknown" };
