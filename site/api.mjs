// Writes the pages of the API from the doc comments, a folder for each entry point that `package.json` exports:
// node site/api.mjs FOLDER
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Application, CommentTag, Converter, ReflectionKind } from "typedoc";
import { entryPoints } from "../scripts/entry-points.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

async function writeApi(folder) {
  const entries = entryPoints();
  const application = await Application.bootstrapWithPlugins({
    options: fileURLToPath(new URL("typedoc.json", import.meta.url)),
    entryPoints: entries.map(({ source }) => ROOT + source),
    outputs: [{ name: "markdown", path: folder }],
    logLevel: "Warn",
  });
  application.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    nameEntryPoints(context, entries);
    listErrors(context.project);
  });
  const project = await application.convert();
  if (project === undefined) throw new Error("the sources do not compile");
  application.validate(project);
  if (application.logger.hasErrors() || application.logger.hasWarnings())
    throw new Error("the API has mistakes");
  rmSync(folder, { recursive: true, force: true });
  await application.generateOutputs(project);
}

/** Entry points are called what users import, not after their file. */
function nameEntryPoints(context, entries) {
  const names = new Map(entries.map(({ name, source }) => [ROOT + source, name]));
  for (const module of context.project.getReflectionsByKind(ReflectionKind.Module)) {
    const file = context.getSymbolFromReflection(module)?.declarations?.[0]?.getSourceFile().fileName;
    module.name = names.get(file) ?? module.name;
  }
}

/** Makes one list of the errors that a function throws, each with a link to its class. */
function listErrors(project) {
  const classes = new Map(
    project.getReflectionsByKind(ReflectionKind.Class).map((item) => [item.name, item]),
  );
  for (const { comment } of Object.values(project.reflections)) {
    const errors = comment?.blockTags.filter(({ tag }) => tag === "@throws") ?? [];
    if (errors.length === 0) continue;
    const content = errors.flatMap(({ typeAnnotation, content }) => {
      const name = typeAnnotation?.replace(/^\{|\}$/g, "");
      const target = classes.get(name);
      const link = { kind: "inline-tag", tag: "@link", text: name, target };
      const error = target === undefined ? { kind: "code", text: `\`${name}\`` } : link;
      const words = name === undefined ? [] : [error, { kind: "text", text: ": " }];
      return [{ kind: "text", text: "- " }, ...words, ...content, { kind: "text", text: "\n" }];
    });
    comment.blockTags = comment.blockTags.filter(({ tag }) => tag !== "@throws");
    comment.blockTags.push(new CommentTag("@throws", content));
  }
}

await writeApi(process.argv[2]);
