import { posix } from "node:path";

/** Pages beside `docs/` that the site has, with their titles in the menu; `docs/` has the others. */
const OUTSIDE: ReadonlyMap<string, string> = new Map([
  ["README.md", "Overview"],
  ["CHANGELOG.md", "Changelog"],
  ["CONTRIBUTING.md", "Contributing"],
  ["SECURITY.md", "Security policy"],
  ["RELEASING.md", "Releasing"],
  ["CODE_OF_CONDUCT.md", "Code of conduct"],
]);

/** The groups of the menu, with the pages that come first; other pages of its folder follow by their names. */
const GROUPS: readonly {
  readonly title: string;
  readonly folder: string;
  readonly first: readonly string[];
}[] = [
  {
    title: "Guide",
    folder: "guide",
    first: [
      "index.md",
      "guide/definition.md",
      "guide/generator.md",
      "guide/ten-minutes.md",
      "guide/objects.md",
      "guide/importing.md",
      "guide/python.md",
      "guide/pages.md",
      "guide/testing.md",
      "guide/notifications.md",
      "guide/evolving.md",
      "guide/production.md",
      "guide/observability.md",
      "guide/discovery.md",
      "guide/traffic.md",
      "guide/console.md",
      "guide/security.md",
      "guide/openstack.md",
      "guide/openstack-operators.md",
      "guide/coming-from-python.md",
    ],
  },
  { title: "Reference", folder: "reference", first: ["operations.md", "compatibility.md"] },
  {
    title: "Project",
    folder: ".",
    first: ["changelog.md", "security.md", "contributing.md", "architecture.md", "benchmarks.md"],
  },
  { title: "Decisions", folder: "adr", first: ["adr/index.md"] },
];

/** One group of the menu. */
export interface Group {
  readonly title: string;
  readonly pages: readonly string[];
}

/**
 * Where a file of the repository stands in the site.
 *
 * @param file a path from the repository's root
 * @returns a path from the site's, or undefined when the site does not have it
 */
export function placeOf(file: string): string | undefined {
  if (OUTSIDE.has(file)) {
    return file === "README.md" ? "index.md" : file.toLowerCase().replaceAll("_", "-");
  }
  // The pages of the API are made from the doc comments; reports of it in the repository are not for readers.
  if (!/^docs\/(?!api\/).*\.(?:md|svg|png)$/.test(file)) return undefined;
  return file.replace(/^docs\//, "").replace(/(?<=^|\/)README\.md$/, "index.md");
}

/** The title that a page of the site has in the menu: its own heading, if it has no other. */
export function titleOf(file: string, text: string): string {
  const heading = /^# +(.*)$/m.exec(text)?.[1]?.replaceAll("`", "");
  return OUTSIDE.get(file) ?? heading ?? file;
}

/**
 * The groups of the menu with every page of the site in one of them.
 *
 * @param places paths of pages from the site's root
 */
export function menuOf(places: readonly string[]): readonly Group[] {
  const named = new Set(GROUPS.flatMap(({ first }) => first));
  return GROUPS.map(({ title, folder, first }) => {
    const others = places.filter((place) => posix.dirname(place) === folder && !named.has(place));
    return { title, pages: [...first.filter((place) => places.includes(place)), ...others.sort()] };
  });
}
