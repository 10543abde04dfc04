import type { Refusal } from "../../../src/console/api.js";

/** Why the server gave no answer of use. */
export type TroubleKind = "gone" | "permission" | "refused";

/** A request to the server of this page that failed; the message is one line for people. */
export class Trouble extends Error {
  readonly kind: TroubleKind;

  constructor(kind: TroubleKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

const GONE = "The program oslo-rpc console does not answer: it has ended, or its machine is busy.";
const NO_PERMISSION =
  "This page has no permission any more: oslo-rpc console was started again. Open the link that it printed.";

/**
 * Asks the server of this page, and gives the text of its answer.
 *
 * @throws {Trouble} there is none, or it is a refusal.
 */
export async function request(path: string, body?: unknown, signal?: AbortSignal): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      ...(body !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
      ...(signal && { signal }),
    });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Trouble("gone", GONE);
  }
  if (response.ok) return text;
  if (response.status === 401) throw new Trouble("permission", NO_PERMISSION);
  throw new Trouble("refused", refusalOf(text) ?? `The server answered with ${response.status}.`);
}

/** The same, read as JSON. Large integers stand in texts of it, so that nothing is rounded. */
export async function requestJson<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  return JSON.parse(await request(path, body, signal)) as T;
}

/** What is told of an error, whichever it is. */
export function troubleText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function refusalOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as Partial<Refusal>).message;
  } catch {
    return undefined;
  }
}
