// What the validators say of the cases of the JSON-Schema-Test-Suite:
//
//   npm run figures:json-schema -- FOLDER
//
// FOLDER is a checkout of https://github.com/json-schema-org/JSON-Schema-Test-Suite. Each case that is judged wrongly is
// listed. The command fails when one is accepted wrongly, or when a required one is wrong that
// docs/reference/json-schema.md does not name.
import { join } from "node:path";
import { judgeSchema } from "./json-schema-suite/judge-schema.js";
import { suiteGroups } from "./json-schema-suite/suite-groups.js";

/** The files of the suite whose wrong cases the page names with their reasons. */
const EXPLAINED = ["format.json", "vocabulary.json"];
const METASCHEMAS = [
  "schema",
  ...["core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content"].map(
    (name) => `meta/${name}`,
  ),
].map((name) => [
  `https://json-schema.org/draft/2020-12/${name}`,
  `node_modules/ajv/dist/refs/json-schema-2020-12/${name}.json`,
]);

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("name a checkout of the JSON-Schema-Test-Suite");
/** As a project has them in its configuration. */
const resources: Readonly<Record<string, string>> = {
  "http://localhost:1234/": `${join(folder, "remotes")}/`,
  ...Object.fromEntries(METASCHEMAS),
};

for (const kind of ["required", "optional"] as const) {
  const counts = { right: 0, accepted: 0, refused: 0, without: 0 };
  let unexplained = 0;
  for (const { file, description, schema, tests } of suiteGroups(folder, kind)) {
    const judge = judgeSchema(schema, resources);
    const tell = (text: string) => console.log(`${file}: ${description}: ${text}`);
    const note = (outcome: keyof typeof counts, number: number) => {
      counts[outcome] += number;
      if (kind === "required" && outcome !== "right" && !EXPLAINED.includes(file)) unexplained += number;
    };
    if (typeof judge === "string") {
      note("without", tests.length);
      tell(`${tests.length} cases without a validator: ${judge}`);
      continue;
    }
    for (const test of tests) {
      const isRight = judge(test.data) === test.valid;
      note(isRight ? "right" : test.valid ? "refused" : "accepted", 1);
      if (!isRight) tell(`${test.description}: ${test.valid ? "refused" : "ACCEPTED"}`);
    }
  }
  const { right, accepted, refused, without } = counts;
  console.log(
    `${kind}: ${right} of ${right + accepted + refused + without} cases right, ${accepted} wrongly accepted, ` +
      `${refused} wrongly refused, ${without} without a validator`,
  );
  if (accepted + unexplained > 0) process.exitCode = 1;
}
