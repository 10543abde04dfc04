/** What the methods of the bench take and return. */
export interface Thing {
  readonly id: string;
  readonly count: number;
  readonly tags: readonly string[];
  readonly text: string;
}

/** A payload of so many bytes as JSON. */
export function makeThing(bytes: number): Thing {
  const thing = { id: "3f2b8a14-6c1d-4e5f-9a7b-0c2d4e6f8a1b", count: 7, tags: ["a", "b"], text: "" };
  return { ...thing, text: "x".repeat(Math.max(0, bytes - JSON.stringify(thing).length)) };
}
