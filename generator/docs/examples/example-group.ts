/** The languages that examples are written in, with their names for people. */
export const LANGUAGES = {
  ts: "TypeScript",
  python: "Python",
  sh: "Command line",
  json: "JSON",
} as const;

/** An example in one language. */
export interface Example {
  readonly language: keyof typeof LANGUAGES;
  readonly text: string;
}

/** Examples of the same thing, each in another language. */
export interface ExampleGroup {
  readonly title: string;
  /** Undefined where the title says all. */
  readonly description?: string;
  readonly examples: readonly Example[];
}
