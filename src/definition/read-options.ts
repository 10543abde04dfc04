import type { ReadFile } from "./read-document.js";
import type { RealPath } from "./real-path.js";

/** The way a definition is read, and what it refers to. */
export interface ReadOptions {
  /** Gives the content of files; those of the disk when it is absent. */
  readonly readFile?: ReadFile | undefined;
  /** Follows links; those of the disk where `readFile` is absent too, and none where it is not. */
  readonly realPath?: RealPath | undefined;
  /**
   * Paths of the files that hold schemas with an address, by the address; one that ends in a slash is that of a folder.
   */
  readonly resources?: Readonly<Record<string, string>> | undefined;
  /** Keywords that are passed over, whatever they resemble. */
  readonly keywords?: readonly string[] | undefined;
}
