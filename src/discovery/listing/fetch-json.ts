import { isJsonObject, type JsonObject } from "../../json/json-object.js";
import { CommandFailure } from "../../terminal/command-failure.js";

interface FetchOptions {
  /** The header `Authorization`. */
  readonly authorization: string | undefined;
  /** Seconds. */
  readonly timeout: number;
  /** The cure when nobody is there, and when the login is refused. */
  readonly advice: { readonly unreachable: string; readonly refused: string };
}

/** Gets JSON over HTTP. @throws {CommandFailure} there is none, in one line. */
export async function fetchJson(
  url: URL,
  { authorization, timeout, advice }: FetchOptions,
): Promise<unknown> {
  const headers = { accept: "application/json", ...(authorization !== undefined && { authorization }) };
  let response: Response;
  try {
    response = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(timeout * 1000) });
  } catch (error) {
    throw new CommandFailure(
      `${url.origin} cannot be asked: ${reasonOf(error, timeout)}; ${advice.unreachable}`,
    );
  }
  if (response.status === 401 || response.status === 403)
    throw new CommandFailure(`${url.origin} refuses the login (${response.status}); ${advice.refused}`);
  if (!response.ok) throw new CommandFailure(`${url.origin}${url.pathname}: HTTP status ${response.status}`);
  try {
    return await response.json();
  } catch {
    throw new CommandFailure(`${url.origin}${url.pathname} does not answer with JSON; ${advice.unreachable}`);
  }
}

/** The objects of a list, whatever else a peer puts into it. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function reasonOf(error: unknown, timeout: number): string {
  if (error instanceof Error && error.name === "TimeoutError") return `no answer within ${timeout} s`;
  const { cause = error } = error as Error;
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === "ECONNREFUSED" ? "connection refused" : message || String(code);
}
