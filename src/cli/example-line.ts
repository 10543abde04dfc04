import { argumentWords } from "../definition/argument-word.js";
import type { MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { shortened } from "../log/cut.js";
import { shellWord } from "../terminal/shell-word.js";

/** Characters of an example, which is to show no more than how arguments look. */
const LONGEST_EXAMPLE = 160;

/** The first example as words of a shell for `call` and `cast`, which read them by the definition. */
export function exampleLine(
  { examples: [example] = [], params }: MethodDescriptor,
  { $defs }: Pick<ServiceDescriptor, "$defs">,
): string[] {
  if (example === undefined) return [];
  const words = argumentWords(Object.entries(example.arguments), params, $defs).map(shellWord);
  const text = `e.g. ${words.join(" ")}`;
  const short = shortened(text, LONGEST_EXAMPLE);
  return words.length === 0 ? [] : [short];
}
