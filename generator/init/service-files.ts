import { dirname, join, relative, sep } from "node:path";
import { pascalCase, serviceNames } from "../../src/definition/names.js";
import { moduleSpecifier } from "../emit/context.js";
import type { PackageSettings } from "../project/package-settings.js";
import { metaschemaPath } from "./metaschema-path.js";
import type { StarterFile } from "./project-files.js";
import type { ProjectShape } from "./project-shape.js";
import { testFile } from "./test-file.js";
import { runnerWords, testPath } from "./test-runner.js";

/** The definition of a new service, to be edited. */
export function definitionFile(name: string, dir: string): StarterFile {
  const service = pascalCase(name) ?? "Service";
  const definition = {
    $schema: metaschemaPath(dir),
    service,
    description: `The ${name} service.`,
    topic: name,
    version: "1.0",
    methods: {
      hello: {
        description: "Greets somebody.",
        params: [{ name: "name", schema: { type: "string" }, description: "whom to greet" }],
        result: { type: "string", description: "the greeting" },
      },
    },
  };
  return { path: join(dir, `${name}.json`), text: `${JSON.stringify(definition, null, 2)}\n` };
}

/** The endpoint class of a new service, and a test that calls it. */
export function programFiles(
  name: string,
  settings: PackageSettings,
  { manifest, testRoot }: Pick<ProjectShape, "manifest" | "testRoot">,
): readonly [StarterFile, StarterFile] {
  const { type } = serviceNames(pascalCase(name) ?? "Service");
  const endpoint = join(settings.dir, `${name}.ts`);
  const test = testPath(manifest, name, { endpointFolder: settings.dir, root: testRoot });
  const generated = join(settings.out, name, "index");
  const importOf = (from: string, to: string) => {
    const path = relative(dirname(from), to).split(sep).join("/");
    return moduleSpecifier(path.startsWith(".") ? path : `./${path}`, settings.importExtension);
  };
  return [
    {
      path: endpoint,
      text: `import type { RequestContext } from "oslo-rpc";
import { ${type}Endpoint } from "${importOf(endpoint, generated)}";

/** Answers calls of ${name}. */
export class ${type} extends ${type}Endpoint {
  override async hello(_ctx: RequestContext, name: string): Promise<string> {
    return \`Hello, \${name}\`;
  }
}
`,
    },
    {
      path: test,
      text: testFile({
        name,
        type,
        client: importOf(test, generated),
        endpoint: importOf(test, endpoint.replace(/\.ts$/, "")),
        words: runnerWords(manifest),
      }),
    },
  ];
}
