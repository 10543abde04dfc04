import { UsageError } from "../src/terminal/usage-error.js";

/**
 * Reads the value of an option that names a folder. An empty one, such as that of a variable nobody has set, would mean
 * the current folder.
 *
 * @throws {UsageError} it is empty.
 */
export function folderParser(option: string): (value: string) => string {
  return (value) => {
    if (value === "") throw new UsageError(`${option} must be the path of a folder`);
    return value;
  };
}
