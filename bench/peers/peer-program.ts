import { createInterface } from "node:readline";

/** What a request of the bench may hold. */
export type Fields = Readonly<Record<string, unknown>>;

/** Runs one operation and returns what is written back. */
export type Operation = (fields: Fields) => unknown;

/**
 * The loop of a measured program: a JSON line in is an operation, a JSON line out its result. Ends with its standard
 * input, so that no program outlives the bench.
 *
 * @param operations by name
 * @param ready what the first line tells, the program being ready
 */
export function servePeer(operations: Readonly<Record<string, Operation>>, ready: Fields = {}): void {
  const write = (line: Fields) => process.stdout.write(`${JSON.stringify(line)}\n`);
  const input = createInterface({ input: process.stdin });
  input.on("line", async (line) => {
    const { id, op, ...fields } = JSON.parse(line) as Fields;
    try {
      write({ id, result: await operations[String(op)]?.(fields) });
    } catch (error) {
      write({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  input.on("close", () => process.exit(0));
  write({ event: "ready", ...ready });
}
