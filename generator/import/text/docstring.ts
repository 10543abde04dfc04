/** The content of a docstring. */
export interface Docstring {
  readonly description?: string;
  readonly params: ReadonlyMap<string, DocumentedParam>;
  /** Names of exceptions. */
  readonly raises: readonly string[];
  readonly returns?: string;
}

export interface DocumentedParam {
  readonly description?: string;
  /** The type as it is written. */
  readonly type?: string;
}

const FIELD = /^\s*:(\w+)(?:\s+([^:]*?))?\s*:(?:\s+|$)(.*)$/;
const SECTION = /^(?:Args|Arguments|Parameters|Params|Returns?|Raises?|Yields?|Examples?|Notes?)\s*:\s*$/;
const RULE = /^[-=~]{3,}$/;

/** Reads a docstring with the fields of Sphinx: `:param x:`, `:type x:`, `:returns:`, `:raises X:`. */
export function readDocstring(text: string | undefined): Docstring {
  const lines = dedent(text ?? "").split("\n");
  const start = lines.findIndex((line) => FIELD.test(line) || SECTION.test(line));
  const description = paragraphs(start < 0 ? lines : lines.slice(0, start));
  const params = new Map<string, DocumentedParam>();
  const raises: string[] = [];
  let returns: string | undefined;
  for (const [field, argument, value] of fieldsOf(start < 0 ? [] : lines.slice(start))) {
    const words = argument.split(/\s+/).filter((word) => word !== "");
    const name = (words.at(-1) ?? "").replace(/^\*+/, "");
    if (/^(?:param|parameter|arg|argument|key|keyword)$/.test(field) && name !== "") {
      const type = words.slice(0, -1).join(" ");
      params.set(name, {
        ...params.get(name),
        ...(value === "" ? {} : { description: value }),
        ...(type === "" ? {} : { type }),
      });
    } else if (field === "type" && name !== "") params.set(name, { ...params.get(name), type: value });
    else if (/^(?:raises?|except|exception)$/.test(field))
      raises.push(name === "" ? (value.split(/[\s,:]/)[0] ?? "") : name);
    else if (/^returns?$/.test(field)) returns = value;
  }
  return {
    ...(description === "" ? {} : { description }),
    params,
    raises: raises.filter((name) => name !== ""),
    ...(returns === undefined || returns === "" ? {} : { returns }),
  };
}

/** Takes away the indentation that all lines but the first share. */
export function dedent(text: string): string {
  const [first = "", ...others] = text.replaceAll("\r\n", "\n").split("\n");
  const depths = others
    .filter((line) => line.trim() !== "")
    .map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const depth = Math.min(...depths, 1_000);
  return [first.trim(), ...others.map((line) => line.slice(depth).trimEnd())].join("\n").trim();
}

/** The fields, with the lines that go on with them. */
function fieldsOf(lines: readonly string[]): (readonly [string, string, string])[] {
  const fields: [string, string, string][] = [];
  for (const line of lines) {
    const match = FIELD.exec(line);
    if (match !== null) fields.push([match[1] ?? "", match[2] ?? "", (match[3] ?? "").trim()]);
    else {
      const last = fields.at(-1);
      if (last !== undefined) last[2] = `${last[2]} ${line.trim()}`.trim();
    }
  }
  return fields;
}

/** Lines of a paragraph become one. */
function paragraphs(lines: readonly string[]): string {
  return lines
    .filter((line) => !RULE.test(line.trim()))
    .map((line) => line.trim())
    .join("\n")
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim().replaceAll("\n", " "))
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}
