/** The command line is wrong: the command says so in one line and exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
