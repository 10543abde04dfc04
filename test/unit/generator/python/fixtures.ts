import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pythonPackage } from "../../../../generator/python/package-files.js";
import { pythonModel } from "../../../../generator/python/program-types.js";
import { loadService } from "../../../../src/definition/load-service.js";
import { ROOT } from "../fixtures.js";

/** Where the kept package is: beside the programs that import it. */
const KEPT = join(ROOT, "test/interop/peers/orders");
const DEFINITION = join(ROOT, "test/fixtures/definitions/orders.json");

/** The package that is kept, as the generator writes it now. */
export function ordersPackage(): ReadonlyMap<string, string> {
  // A release shall not change every file that is kept here.
  const options = { version: "0.0.0", sourceFile: "schemas/orders.json" };
  const files = pythonPackage(
    pythonModel(loadService(DEFINITION), { octets: "bytes", decimals: "Decimal" }),
    options,
  );
  return new Map(files.map(({ name, text }) => [name, text]));
}

/** What is kept, by the names of the files. */
export function keptPackage(): ReadonlyMap<string, string> {
  const files = readdirSync(KEPT).filter((file) => /\.(?:py|typed)$/.test(file));
  return new Map(files.map((file) => [file, readFileSync(join(KEPT, file), "utf8")]));
}

/** Keeps the package as it is now. */
export function keepPackage(files: ReadonlyMap<string, string>): void {
  rmSync(KEPT, { recursive: true, force: true });
  writePackage(KEPT, files);
}

/** Writes the files of a package into a folder. */
export function writePackage(folder: string, files: Iterable<readonly [name: string, text: string]>): void {
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
