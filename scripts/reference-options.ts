import { writeFileSync } from "node:fs";
import { environmentVariable } from "../src/config/environment.js";
import type { Option, OptionGroup } from "../src/config/option.js";
import { optionGroups } from "../src/config/options.js";

const INTRODUCTION = `# Options

Each option can be set, strongest first: in the query of the transport URL (options of the driver's own group
only), in code, on the command line (\`--config NAME VALUE\`), in the environment, in a file, and else has its
default. Files have oslo.config's syntax. NAME is \`group.option\`, or the option alone for \`[DEFAULT]\` and the
groups of drivers; \`amqp_\` before an option also means \`[oslo_messaging_amqp]\`.

An option that may be repeated takes one value per line of a file; in the environment and in a URL its values
stand between commas. An empty number leaves the option at its default, where
oslo.config takes it for no value. Values set in code
and in the URL are literal; everywhere else \`$name\` and \`\${group.name}\` refer to other options.
`;

/** The options table as a page of the documentation, in Markdown. */
export function optionsReference(): string {
  return [INTRODUCTION, ...optionGroups.map(groupSection)].join("\n");
}

function groupSection({ name, help, options }: OptionGroup): string {
  return [`## [${name}]`, "", help, "", ...options.map(optionSection)].join("\n");
}

function optionSection(option: Option<unknown>): string {
  const { name, type, help, deprecated, differs, secret } = option;
  const older = deprecated.map((place) => `\`[${place.group}] ${place.name}\``).join(", ");
  const facts = [
    `- Value: ${type.description}${secret ? "; secret" : ""}`,
    `- Default: ${defaultText(option)}`,
    `- Environment: \`${environmentVariable(option)}\``,
    older && `- Deprecated: ${older}`,
    differs && `- Differs from oslo.messaging: ${differs}`,
  ];
  return [`### ${name}`, "", help, "", ...facts.filter(Boolean), ""].join("\n");
}

function defaultText({ type, default: value }: Option<unknown>): string {
  if (value === undefined) return "not set";
  const written = type.format(value);
  return written === "" ? "empty" : `\`${written}\``;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL("../docs/reference/options.md", import.meta.url), optionsReference());
}
