#!/usr/bin/env node
import { runCommand } from "../src/terminal/run-command.js";
import { createProgram } from "./program.js";

const program = createProgram(
  (line) => process.stdout.write(`${line}\n`),
  (line) => process.stderr.write(`${line}\n`),
);
await runCommand(program, process.argv.slice(2));
