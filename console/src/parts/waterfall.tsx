import type { Timing } from "../../../src/console/api.js";
import { clockTime, duration } from "./words.js";

/** The parts of a call's time: until the peer has taken it, and until it is answered. */
export function Waterfall({ timing: { sent, taken, answered } }: { timing: Timing }) {
  const end = Math.max(answered ?? sent, taken ?? sent);
  const whole = Math.max(end - sent, 0.001);
  const parts = [
    { name: "to the peer", from: sent, to: taken, kind: "taken" },
    {
      name: taken === undefined ? "to the answer" : "taken to answered",
      from: taken ?? sent,
      to: answered,
      kind: "answered",
    },
  ];
  return (
    <figure class="waterfall">
      <figcaption class="soft">
        sent {clockTime(sent)}
        {taken !== undefined && <> · taken after {duration(taken - sent)}</>}
        {answered !== undefined && <> · answered after {duration(answered - sent)}</>}
      </figcaption>
      {parts.map(
        ({ name, from, to, kind }) =>
          to !== undefined && (
            <div class="span" key={kind}>
              <span class="span-name">{name}</span>
              <span class="span-track">
                <span
                  class={`span-bar ${kind}`}
                  style={{ left: percent((from - sent) / whole), width: percent((to - from) / whole) }}
                />
              </span>
              <span class="span-time">{duration(to - from)}</span>
            </div>
          ),
      )}
    </figure>
  );
}

function percent(share: number): string {
  return `${(100 * Math.min(1, Math.max(0, share))).toFixed(2)}%`;
}
