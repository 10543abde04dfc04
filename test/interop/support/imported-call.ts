import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { programWords } from "../../support/node-words.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** The end of a pipe of commands. */
export interface PipeEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a peer serves the class `Sandbox` of `peers/endpoints.py`. */
export interface SandboxPlace {
  readonly url: string;
  readonly topic: string;
  readonly exchange: string;
}

/**
 * `oslo-gen import … | oslo-rpc call --schema - …`: a call of a service in Python by the definition that its sources give.
 */
export function callImported({ url, topic, exchange }: SandboxPlace, ...words: string[]): Promise<PipeEnd> {
  const imported = [
    ...["import", "test/interop/peers/endpoints.py", "--class", "Sandbox", "--topic", topic],
    ...["--exchange", exchange, "--namespace", "my-namespace", "--target-version", "1.1"],
  ];
  const called = ["call", "--url", url, "--schema", "-", ...words];
  const commands = [
    [process.execPath, ...programWords("generator/cli.ts"), ...imported],
    [process.execPath, ...programWords("src/cli/main.ts"), ...called],
  ];
  const pipe = commands.map((command) => command.map(quoted).join(" ")).join(" | ");
  return new Promise((resolve) => {
    execFile("sh", ["-c", pipe], { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
