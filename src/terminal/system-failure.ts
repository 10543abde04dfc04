const REASONS: ReadonlyMap<unknown, string> = new Map([
  ["EACCES", "permission denied; check its permissions"],
  ["EPERM", "permission denied; check its permissions"],
  ["ENOENT", "no such file or folder"],
  ["ENOTDIR", "part of the path is no folder"],
  ["EISDIR", "is a folder"],
  ["ELOOP", "is a link that leads to itself"],
  ["EROFS", "is on a file system that is read-only"],
  ["ENOSPC", "no space is left there"],
]);

/** Text of what the system refuses to do with a file, beginning with the file; undefined for other errors. */
export function systemFailureText(error: Error): string | undefined {
  if (!("code" in error && "path" in error)) return undefined;
  const reason = REASONS.get(error.code);
  return reason && `${String(error.path)}: ${reason}`;
}
