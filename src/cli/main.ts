#!/usr/bin/env node
import { runCommand } from "../terminal/run-command.js";
import { joinConfigPairs } from "./config-pairs.js";
import { makeProgram } from "./program.js";

await runCommand(makeProgram(), process.argv.slice(2), joinConfigPairs);
