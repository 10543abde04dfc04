import { escapeControls, oneLine } from "../log/one-line.js";
import { paint } from "./colour.js";

/** Says on stderr, in one line or as JSON, what somebody may not have meant. */
export function warn(text: string, { json = false }: { readonly json?: boolean }): void {
  const line = json
    ? escapeControls(JSON.stringify({ warning: text }))
    : `${paint("warning:", "yellow", process.stderr)} ${oneLine(text)}`;
  process.stderr.write(`${line}\n`);
}
