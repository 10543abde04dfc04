// A plugin of oslo-gen: it writes beside the generated code of each service a list of its methods, for a menu or a
// policy. In oslo-gen.config.json: "plugins": ["./examples/plugin/method-names.mjs"].

/** @type {import("oslo-gen").GeneratorPlugin} */
export const plugin = {
  name: "method-names",
  files({ model, header }) {
    const lines = model.methods.map(
      ({ name, kind, deprecated }) =>
        `  ${JSON.stringify(name)}: { kind: ${JSON.stringify(kind)}, deprecated: ${deprecated} },`,
    );
    const text = [
      header,
      "",
      `/** The methods of ${model.service}. */`,
      "export const METHODS = {",
      ...lines,
      "} as const;",
      "",
    ].join("\n");
    return [{ name: "method-names.ts", text }];
  },
};
