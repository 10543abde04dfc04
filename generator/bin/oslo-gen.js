#!/usr/bin/env node
// npm links a command only to a file that is there, and dist/ is built after that.
import "../dist/cli.js";
