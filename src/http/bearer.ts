import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a header `Authorization` shows a token, in a time that says nothing of it. */
export function isBearer(header: string | undefined, token: string): boolean {
  const shown = /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
  return shown !== undefined && timingSafeEqual(digest(shown), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
