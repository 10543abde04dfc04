#!/usr/bin/env node
import { makeProgram } from "./program.js";
import { runCommand } from "./run-command.js";

process.exitCode = await runCommand(makeProgram(), process.argv.slice(2));
