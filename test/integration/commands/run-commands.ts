import { joinConfigPairs } from "../../../src/cli/config-pairs.js";
import { makeProgram } from "../../../src/cli/program.js";
import { runCommand } from "../../../src/terminal/run-command.js";

// Runs command lines, which its argument has as JSON, one after the other in one process, which is cheaper than one for
// each; tells as JSON how each ended. It ends by itself when they have left nothing behind.

/** The end of a command line. */
export interface CommandEnd {
  readonly words: readonly string[];
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const { stdout, stderr } = process;
// Each command line listens to what befalls the stream.
stdout.setMaxListeners(0);
const write = stdout.write.bind(stdout);

async function run(words: readonly string[]): Promise<CommandEnd> {
  const told = { stdout: "", stderr: "" };
  for (const [name, stream] of [
    ["stdout", stdout],
    ["stderr", stderr],
  ] as const) {
    stream.write = (chunk: unknown) => {
      told[name] += String(chunk);
      return true;
    };
  }
  process.exitCode = 0;
  await runCommand(await makeProgram(words), words, joinConfigPairs);
  const code = process.exitCode as number;
  process.exitCode = 0;
  return { words, code, ...told };
}

const lists = JSON.parse(process.argv[2] ?? "[]") as readonly (readonly string[])[];
const ends: CommandEnd[] = [];
for (const words of lists) ends.push(await run(words));
write(`${JSON.stringify(ends)}\n`);
