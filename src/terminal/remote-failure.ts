import { RemoteError } from "../errors/rpc-errors.js";
import { ServiceError, type ServiceErrorClass } from "../errors/service-error.js";
import { stringifyJson } from "../json/json.js";
import { shortened } from "../log/cut.js";

/** An exception as the server described it, by the names of the wire. */
export interface ServerException {
  readonly class: string;
  readonly module: string;
  readonly message: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** Pieces of text with line ends; empty when the server sends none. */
  readonly traceback: readonly string[];
}

/** The exception at the server that an error tells of; undefined when it is of another kind. */
export function remoteFailureOf(error: unknown): ServerException | undefined {
  if (error instanceof RemoteError) {
    const { excType, excModule, value, args, kwargs, traceback } = error;
    return { class: excType, module: excModule, message: value, args, kwargs, traceback };
  }
  if (!(error instanceof ServiceError)) return undefined;
  const { errorName, module } = error.constructor as ServiceErrorClass;
  const traceback = error.cause instanceof RemoteError ? error.cause.traceback : [];
  const { message, args, kwargs } = error;
  return { class: errorName, module, message, args, kwargs, traceback };
}

/** Characters of keyword arguments that a line shows; `--json` has them all. */
const SHOWN = 1_000;

/** The exception in a line: class, message, and in brackets where the class is from and what it carries. */
export function remoteFailureText(failure: ServerException): string {
  const { class: name, module, message, kwargs } = failure;
  const details = [];
  if (module !== "" && module !== "builtins") details.push(`module ${module}`);
  if (Object.keys(kwargs).length > 0) {
    const text = stringifyJson(kwargs);
    details.push(`kwargs ${shortened(text, SHOWN)}`);
  }
  return `Remote error: ${name} ${message}${details.length === 0 ? "" : ` (${details.join(", ")})`}`;
}

/** The lines of the remote traceback, with a heading; none when the server sends none. */
export function tracebackLines({ traceback }: ServerException): string[] {
  const lines = traceback.join("").trimEnd().split(/\r?\n/);
  return traceback.length === 0 ? [] : ["traceback of the server:", ...lines.map((line) => `  ${line}`)];
}
