import { basename, join } from "node:path";
import { servicePage } from "../../../generator/docs/content/service-page.js";
import { loadService } from "../../../src/definition/load-service.js";
import { FIXTURE_TYPES, FIXTURES, GENERATED, keptOutput } from "../../unit/generator/fixtures.js";

/** Everything that the examples take from elsewhere, as their reader would. */
const IMPORTS = `import { getRpcTransport, type RequestContext } from "oslo-rpc";
import { getNotificationTransport } from "oslo-rpc/notify";
import { NotificationListener } from "oslo-rpc/notify";
declare function call(): Promise<void>;
`;

/** Modules with the examples in TypeScript that pages of documentation show, each beside the code that it is about. */
export function exampleModules(): ReadonlyMap<string, string> {
  const kept = keptOutput();
  return new Map(
    FIXTURES.map((file) => {
      const name = basename(file, ".json");
      const { methods, notifications, errors } = servicePage(
        name,
        loadService(file),
        `schemas/${name}.json`,
        FIXTURE_TYPES,
      );
      const functions = [...methods, ...notifications, ...errors]
        .flatMap(({ examples }) => examples.flatMap((group) => group.examples))
        .filter(({ language }) => language === "ts")
        .map(({ text }, index) => `export async function example${index}(): Promise<void> {\n${text}\n}`)
        .join("\n");
      const generated = [...kept].filter(([path]) => path.startsWith(`${name}/`)).map(([, text]) => text);
      const exported = [
        ...generated.join("\n").matchAll(/^export (?:abstract )?(class|interface|type) (\w+)/gm),
      ];
      const names = exported
        .filter(([, , word = ""]) => new RegExp(`\\b${word}\\b`).test(functions))
        .map(([, kind, word]) => (kind === "class" ? word : `type ${word}`));
      const own = `import { ${names.join(", ")} } from "./index.js";\n`;
      return [join(GENERATED, name, "docs-examples.ts"), IMPORTS + own + functions];
    }),
  );
}
