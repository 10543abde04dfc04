import { stringifyJson } from "../json/json.js";
import { escapeControls } from "../log/one-line.js";
import { type ColourStream, paint, type Style } from "../terminal/colour.js";

/** Writes a result to stdout: over several lines where a person reads it, in one line of JSON where a program does. */
export function printResult(result: unknown): void {
  const { stdout } = process;
  const value = result ?? null;
  stdout.write(`${stdout.isTTY ? prettyJson(value, stdout) : escapeControls(stringifyJson(value))}\n`);
}

/** A value from the wire as JSON with indentation, in the colours of the stream where it has any. */
export function prettyJson(value: unknown, stream: ColourStream, indent = ""): string {
  if (typeof value !== "object" || value === null) return scalar(value, stream);
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const members = Array.isArray(value)
    ? value.map((item) => prettyJson(item, stream, inner))
    : Object.entries(value).map(
        ([name, member]) => `${text(name, "cyan", stream)}: ${prettyJson(member, stream, inner)}`,
      );
  if (members.length === 0) return `${open}${close}`;
  return `${open}\n${members.map((member) => inner + member).join(",\n")}\n${indent}${close}`;
}

function scalar(value: unknown, stream: ColourStream): string {
  if (typeof value === "string") return text(value, "green", stream);
  return paint(
    stringifyJson(value),
    value === null || typeof value === "boolean" ? "bold" : "yellow",
    stream,
  );
}

function text(value: string, style: Style, stream: ColourStream): string {
  return paint(escapeControls(stringifyJson(value)), style, stream);
}
