import { ConfigurationError } from "../errors/setup-errors.js";

/** One assignment of a file. */
export interface IniAssignment {
  /** `DEFAULT`, or the section's name in lower case. */
  readonly section: string;
  readonly key: string;
  /** Continuation lines are joined with a newline. */
  readonly value: string;
  /** Line the assignment begins on, from 1. */
  readonly line: number;
}

interface OpenAssignment {
  readonly section: string;
  readonly key: string;
  readonly lines: string[];
  readonly line: number;
}

/**
 * Reads oslo.config's file syntax. A line is split at its first `=` or `:`; quotes go only when the value's
 * first and last character are the same quote; a line that begins with a space or a tab continues the value
 * above it; a comment has `#` or `;` as the first character of its line.
 *
 * @param file name for error messages
 * @throws {ConfigurationError} A line that is none of these, with file and line.
 */
export function parseIni(content: string, file: string): IniAssignment[] {
  const assignments: IniAssignment[] = [];
  let section: string | undefined;
  let open: OpenAssignment | undefined;

  const flush = (): void => {
    if (open === undefined) return;
    const { lines, ...place } = open;
    assignments.push({ ...place, value: lines.join("\n") });
    open = undefined;
  };

  content.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const line = index + 1;
    const written = raw.trimEnd();
    const fail = (reason: string): ConfigurationError => new ConfigurationError(`${file}:${line}: ${reason}`);
    if (written.startsWith(" ") || written.startsWith("\t")) {
      if (open === undefined)
        throw fail("a line that begins with a space continues a value, and there is none above it");
      open.lines.push(written.trimStart());
      return;
    }
    flush();
    if (written === "" || written.startsWith("#") || written.startsWith(";")) return;
    if (written.startsWith("[")) {
      if (!written.endsWith("]")) throw fail("the section name must end with ], and nothing may follow it");
      if (written.length === 2) throw fail("the section name is empty");
      section = normalizeSection(written.slice(1, -1));
      return;
    }
    const split = written.search(/[=:]/);
    if (split < 0) throw fail("an assignment needs = or : after the option's name");
    const key = written.slice(0, split).trimEnd();
    if (key === "") throw fail("the option's name is missing");
    if (section === undefined) throw fail("a [section] must come before the first assignment");
    open = { section, key, lines: [unquote(written.slice(split + 1).trim())], line };
  });
  flush();
  return assignments;
}

/** Section names are compared in lower case, all but `DEFAULT`. */
export function normalizeSection(name: string): string {
  return name === "DEFAULT" ? name : name.toLowerCase();
}

function unquote(value: string): string {
  const quoted =
    (value.startsWith('"') && value.endsWith('"')) || (value.startsWith("'") && value.endsWith("'"));
  return quoted ? value.slice(1, -1) : value;
}
