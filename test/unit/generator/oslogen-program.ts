// Runs command lines of oslo-gen one after the other in the current folder: oslogen-program.ts LINES, as JSON; prints
// their outcomes.
import { oslogen } from "./oslogen.js";

const outcomes = [];
for (const words of JSON.parse(process.argv[2] ?? "[]") as string[][]) outcomes.push(await oslogen(...words));
console.log(JSON.stringify(outcomes));
