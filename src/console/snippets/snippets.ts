import type { CallRequest, Snippets } from "../api.js";
import type { WrittenArguments } from "../validate-arguments.js";
import { pythonSnippet } from "./python.js";
import { shellSnippet } from "./shell.js";
import { typescriptSnippet } from "./typescript.js";

/** A request that programs are written for. */
export interface SnippetRequest
  extends Pick<CallRequest, "kind" | "method" | "server" | "fanout" | "timeout"> {
  /** Transport URL, its passwords masked. */
  readonly url: string;
  readonly topic: string;
  readonly exchange: string;
  readonly namespace?: string | undefined;
  /** MAJOR.MINOR */
  readonly version: string;
  readonly args: WrittenArguments;
}

/** A request as programs make it. */
export function snippetsOf(request: SnippetRequest): Snippets {
  return {
    typescript: typescriptSnippet(request),
    python: pythonSnippet(request),
    shell: shellSnippet(request),
  };
}
