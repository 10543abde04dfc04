import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUILD_FOLDER } from "./build.js";
import { typedMethodsDefinition } from "./generator-input.js";
import { costOf, least } from "./process-cost.js";
import { limit, type Ratio } from "./ratios.js";

/** The built command. */
export const GENERATOR: string = join(BUILD_FOLDER, "generator/cli.js");

const METHODS = 5_000;
/** Beyond so many runs these long ones tell nothing new. */
const MOST_RUNS = 3;

/** The cost of twice the methods: nothing may grow faster than its input. CPU times of whole processes, of each the least. */
export function growthFigures(folder: string, runs: number): Record<string, Ratio> {
  const [half, whole] = [METHODS / 2, METHODS].map((methods) => {
    const definition = `typed-${methods}.json`;
    writeFileSync(join(folder, definition), JSON.stringify(typedMethodsDefinition(methods)));
    return (command: string) =>
      costOf(folder, [
        GENERATOR,
        command,
        definition,
        ...(command === "scaffold" ? ["--dir", "classes"] : []),
      ]);
  });
  if (half === undefined || whole === undefined) throw new Error("There are two sizes.");
  const cpuOf = (command: string) => {
    // The first run writes what the others find up to date.
    for (const run of [half, whole]) run(command);
    const pairs = Array.from(
      { length: Math.min(runs, MOST_RUNS) },
      () => [half(command), whole(command)] as const,
    );
    return {
      half: least(pairs.map(([cost]) => cost)).cpu,
      whole: least(pairs.map(([, cost]) => cost)).cpu,
    };
  };
  const generate = cpuOf("generate");
  const scaffold = cpuOf("scaffold");
  const three = `${METHODS.toLocaleString("en")} methods with three types each`;
  return {
    "generate-growth": limit(
      `CPU time of oslo-gen, ${three} / half of them`,
      generate.whole / generate.half,
      2.5,
      "",
    ),
    "scaffold-5000-cpu": limit(
      `CPU time of scaffold, an up-to-date class of ${three}`,
      scaffold.whole,
      4,
      "s",
    ),
    "scaffold-growth": limit("the same / half of the methods", scaffold.whole / scaffold.half, 2.2, ""),
  };
}
