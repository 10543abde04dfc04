#!/usr/bin/env node
import { runCommand } from "../terminal/run-command.js";
import { joinConfigPairs } from "./config-pairs.js";
import { makeProgram } from "./program.js";

const words = process.argv.slice(2);
await runCommand(await makeProgram(words), words, joinConfigPairs);
