import type { Command } from "commander";
import type { BreakingOptions } from "./commands/breaking.js";
import type { DocsOptions } from "./commands/docs.js";
import type { ExportOptions } from "./commands/export.js";
import type { LintOptions } from "./commands/lint.js";
import { readConfig } from "./config.js";
import type { Print } from "./print.js";

const EXPORT_EXAMPLES = `
Examples:
  oslo-gen export --format openrpc        exports/NAME.openrpc.json for each definition
  oslo-gen export schemas/my-service.json --format asyncapi --out docs
                                          docs/my-service.asyncapi.json
  oslo-gen export --format json-schema    all schemas of a service in one, NAME.schema.json
`;

/** Adds the commands about definitions, which write no code: `lint`, `breaking`, `docs` and `export`. */
export function addDefinitionCommands(program: Command, filesHelp: string, print: Print): void {
  program
    .command("lint")
    .description("say what is wrong or doubtful in service definitions")
    .argument("[files...]", filesHelp)
    .option("--json", "print for programs")
    .action(async (files: string[], options: LintOptions) => {
      const { lint } = await import("./commands/lint.js");
      lint(files, options, readConfig(), print);
    });
  program
    .command("breaking")
    .description("say what changes of service definitions mean for peers of another age")
    .argument("[files...]", filesHelp)
    .requiredOption("--against <file|git-ref>", "what to compare with: a file, or a commit, branch or tag")
    .option("--allow-uncertain", "let pass what cannot be decided")
    .option("--level <level>", "wire: what breaks peers; source: also what breaks code that is compiled")
    .option("--format <format>", "text, json, github, junit or sarif (default: text)")
    .option("--json", "print for programs, as --format json does")
    .action(async (files: string[], options: BreakingOptions) => {
      const { breaking } = await import("./commands/breaking.js");
      breaking(files, options, readConfig(), print);
    });
  program
    .command("docs")
    .description("write pages that describe services, with an index")
    .argument("[files...]", filesHelp)
    .option("--out <dir>", "folder of the pages (default: docs/services)")
    .option("--format <format>", "html or markdown", "html")
    .option("--check", "write nothing; fail and show what differs")
    .option("--force", "replace also pages that somebody edited")
    .action(async (files: string[], options: DocsOptions) => {
      const { docs } = await import("./commands/docs.js");
      docs(files, options, readConfig(), print);
    });
  program
    .command("export")
    .description("write definitions in other formats: OpenRPC, AsyncAPI 3.1, one JSON Schema")
    .argument("[files...]", filesHelp)
    .requiredOption("--format <format>", "openrpc, asyncapi or json-schema")
    .option("--out <dir>", "folder of the documents (default: exports)")
    .option("--check", "write nothing; fail and show what differs")
    .option("--force", "replace also documents that somebody edited")
    .addHelpText("after", EXPORT_EXAMPLES)
    .action(async (files: string[], options: ExportOptions) => {
      const { exportDefinitions } = await import("./commands/export.js");
      exportDefinitions(files, options, readConfig(), print);
    });
}
