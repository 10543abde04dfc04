import { stringifyJson } from "../json/json.js";
import { jsonText } from "../json/json-text.js";
import { escapeControls } from "../log/one-line.js";
import { type ColourStream, paint, type Style } from "../terminal/colour.js";

/** Writes a result to stdout: over several lines where a person reads it, in one line of JSON where a program does. */
export function printResult(result: unknown): void {
  const { stdout } = process;
  const value = result ?? null;
  stdout.write(`${stdout.isTTY ? prettyJson(value, stdout) : escapeControls(stringifyJson(value))}\n`);
}

/** The text of a file with a definition: no number is rounded, and nothing coloured. */
export function definitionFile(document: unknown): string {
  return `${prettyJson(document)}\n`;
}

/** A value from the wire as JSON with indentation, in the colours of the stream where there is one that has any. */
export function prettyJson(value: unknown, stream?: ColourStream): string {
  return jsonText(value, {
    name: (name) => text(name, "cyan", stream),
    scalar: (part) => scalar(part, stream),
  });
}

function scalar(value: unknown, stream: ColourStream | undefined): string {
  if (typeof value === "string") return text(value, "green", stream);
  const style = value === null || typeof value === "boolean" ? "bold" : "yellow";
  return painted(stringifyJson(value), style, stream);
}

function text(value: string, style: Style, stream: ColourStream | undefined): string {
  return painted(escapeControls(stringifyJson(value)), style, stream);
}

function painted(json: string, style: Style, stream: ColourStream | undefined): string {
  return stream === undefined ? json : paint(json, style, stream);
}
