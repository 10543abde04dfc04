import { setTimeout as sleep } from "node:timers/promises";

/** What is awaited, or an error that says so when it has not come by then. */
export async function within<T>(seconds: number, what: string, awaited: Promise<T>): Promise<T> {
  const end = new AbortController();
  const late = sleep(seconds * 1000, undefined, { signal: end.signal }).then(() => {
    throw new Error(`not within ${seconds} s: ${what}`);
  });
  try {
    return await Promise.race([awaited, late]);
  } finally {
    end.abort();
  }
}
