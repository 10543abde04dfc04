import { styleText } from "node:util";

/** The facts that colour depends on, as `process.stdout` and `process.stderr` have it. */
export interface ColourStream {
  readonly isTTY?: boolean;
}

/** The styles used by the commands. */
export type Style = "red" | "green" | "yellow" | "cyan" | "bold" | "dim";

/**
 * True when text on the stream may be coloured: on a terminal, unless NO_COLOR is set or TERM is `dumb`; FORCE_COLOR
 * decides where it is set.
 */
export function hasColour(stream: ColourStream, env: NodeJS.ProcessEnv = process.env): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return stream.isTTY === true && TERM !== "dumb";
}

/** The text in a style where the stream has colour, else as it is. */
export function paint(text: string, style: Style, stream: ColourStream): string {
  return hasColour(stream) ? styleText(style, text) : text;
}
