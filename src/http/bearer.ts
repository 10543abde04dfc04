import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a header `Authorization` shows a token, in a time that says nothing of it. */
export function isBearer(header: string | undefined, token: string): boolean {
  const shown = /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
  return shown !== undefined && isSameSecret(shown, token);
}

/** Whether somebody has shown a secret, in a time that says nothing of it. */
export function isSameSecret(shown: string, secret: string): boolean {
  return timingSafeEqual(digest(shown), digest(secret));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
