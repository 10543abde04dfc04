import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { codeBlocks } from "../../package/readme-blocks.js";

const PAGE = "docs/guide/openstack-operators.md";

/** Patterns for `rabbitmqctl set_permissions`, in its order: configure, write, read. */
export type Rights = readonly [configure: string, write: string, read: string];

/**
 * What the page for operators calls enough, with names put in.
 *
 * @param row beginning of the first cell
 * @param names what EXCHANGE, TOPIC and POOL stand for, as regular expressions
 */
export function leastRights(row: string, names: Readonly<Record<string, string>>): Rights {
  const page = readFileSync(new URL(`../../../${PAGE}`, import.meta.url), "utf8");
  const line = page.split("\n").find((text) => text.startsWith(`| ${row}`));
  const [, ...cells] = line?.split(/(?<!\\)\|/).slice(1, -1) ?? [];
  const patterns = cells.map((cell) => {
    const pattern = cell.trim().replace(/^`|`$/g, "").replaceAll("\\|", "|");
    return pattern.replace(/EXCHANGE|TOPIC|POOL/g, (name) => names[name] ?? name);
  });
  if (patterns.length !== 3) throw new Error(`${PAGE} has no rights of a ${row}`);
  return patterns as unknown as Rights;
}

/** The words of each command that the page's blocks run, as a shell splits them. */
export function pageCommands(): readonly (readonly string[])[] {
  const stubs = ["rabbitmqctl", "npx"].map((name) => `${name}() { printf '%s\\0' ${name} "$@"; echo; }`);
  return codeBlocks(PAGE, "sh").flatMap((block) => {
    const printed = execFileSync("bash", ["-eu", "-c", `${stubs.join("\n")}\n${block}`], {
      encoding: "utf8",
    });
    return printed
      .split("\0\n")
      .filter(Boolean)
      .map((words) => words.split("\0"));
  });
}
