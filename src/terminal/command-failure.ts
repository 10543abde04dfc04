/** A command did what it was told and the outcome is bad: it says so in one line and exits with 1. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
}
