import { oneLine } from "../log/one-line.js";

/**
 * Lines of cells under each other, as wide as their widest.
 *
 * @param indent stands before each line
 */
export function textTable(cells: readonly (readonly string[])[], indent = ""): string {
  const shown = cells.map((line) => line.map((cell) => oneLine(cell)));
  const widths = (shown[0] ?? []).map((_, column) =>
    Math.max(...shown.map((line) => line[column]?.length ?? 0)),
  );
  return shown
    .map(
      (line) =>
        `${indent}${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
