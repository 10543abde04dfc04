/**
 * A text as comments of one line each; none where it says nothing.
 *
 * @param mark what a comment begins with, such as `//`
 */
export function commentLines(mark: string, text = ""): string[] {
  if (text.trim() === "") return [];
  return text
    .trim()
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `${mark} ${line}`.trimEnd());
}
