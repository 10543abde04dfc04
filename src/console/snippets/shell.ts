import { stringifyJson } from "../../json/json.js";
import { escapeControls } from "../../log/one-line.js";
import { shellWord } from "../../terminal/shell-word.js";
import type { SnippetRequest } from "./snippets.js";

/** Ends the arguments: JSON has no line with a bare word. */
const END = "JSON";

/** A request as a shell makes it, with the command `oslo-rpc`. */
export function shellSnippet(request: SnippetRequest): string {
  const { url, topic, exchange, namespace, version, server, fanout, timeout, kind, method, args } = request;
  const options = [
    ["--url", url],
    ["--exchange", exchange],
    ["--namespace", namespace],
    ["--target-version", version],
    ["--server", server],
    ["--timeout", timeout === undefined ? undefined : String(timeout)],
  ].flatMap(([name = "", value]) => (value === undefined ? [] : [`${name} ${shellWord(value)}`]));
  const words = [
    `oslo-rpc ${kind}`,
    ...options,
    ...(fanout ? ["--fanout"] : []),
    `--payload - -- ${shellWord(topic)} ${shellWord(method)} <<'${END}'`,
  ];
  return `${words.join(" \\\n  ")}\n${escapeControls(stringifyJson(args))}\n${END}\n`;
}
