import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { clockTime } from "../parts/words.js";
import type { Theme } from "../theme.js";

/** One line of a plot. */
export interface Series {
  readonly label: string;
  /** Name of a custom property with its colour. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

interface PlotProps {
  readonly label: string;
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly unit: string;
  /** Colours are those of the page, which a canvas does not follow by itself. */
  readonly theme: Theme;
}

const HEIGHT = 180;

/** Values over time. Its words are beside it, since a picture has none. */
export function Plot({ label, times, series, unit, theme }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const data = [[...times], ...series.map(({ values }) => [...values])] as uPlot.AlignedData;

  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const made = new uPlot(options(current, series, unit), data, current);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: current.clientWidth, height: HEIGHT }));
    observer.observe(current);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [theme, series.length]);
  useEffect(() => plot.current?.setData(data), [times, series]);

  return (
    <figure class="plot">
      <figcaption>
        <strong>{label}</strong>
        {series.map(({ label: name, colour, values }) => (
          <span key={name} class="soft">
            <span class={`dot ${colour}`} /> {name} {lastOf(values, unit)}
          </span>
        ))}
      </figcaption>
      <div
        ref={box}
        role="img"
        aria-label={`${label} of the last minutes; the table has the numbers of now`}
      />
    </figure>
  );
}

function options(box: HTMLElement, series: readonly Series[], unit: string): uPlot.Options {
  const style = getComputedStyle(box);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour("soft"),
    grid: { stroke: colour("line"), width: 1 },
    ticks: { stroke: colour("line"), width: 1 },
    font: "11px system-ui, sans-serif",
  };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, Math.max(max || 0, 1) * 1.1] } },
    axes: [
      { ...axis, space: 70, values: (_plot, splits) => splits.map(dayTime) },
      { ...axis, size: 68, values: (_plot, splits) => splits.map((value) => `${value} ${unit}`) },
    ],
    series: [
      {},
      ...series.map((one) => ({
        stroke: colour(one.colour),
        width: 1.5,
        points: { show: false },
        spanGaps: true,
      })),
    ],
  };
}

/** Hours, minutes and seconds in the reader's zone. */
function dayTime(seconds: number): string {
  return clockTime(seconds * 1000).slice(0, 8);
}

function lastOf(values: readonly (number | null)[], unit: string): string {
  const last = values.at(-1);
  return typeof last === "number" ? `${Number.isInteger(last) ? last : last.toFixed(1)} ${unit}` : "";
}
