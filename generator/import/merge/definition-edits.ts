import type { JsonPlace } from "./json-places.js";

/** Changes of the text of a definition that leave every other character as it is. */
export interface DefinitionEdits {
  /** The place of the whole definition. */
  readonly root: JsonPlace;
  /** Adds a member at the end of an object. */
  addMember(object: JsonPlace, name: string, value: unknown): void;
  /** Adds an item to an array, before the one at that index or at the end. */
  addItem(array: JsonPlace, value: unknown, before?: number): void;
  replace(place: JsonPlace, value: unknown): void;
  /** Takes a member out. */
  remove(object: JsonPlace, name: string): void;
  /** The text with the changes. */
  apply(): string;
}
