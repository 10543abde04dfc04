import type { Listener } from "../drivers/driver.js";

/** Listens in several places as if it were one. What stands already is stopped when another place cannot be listened to. */
export function combinedListener(places: readonly (() => Listener)[]): Listener {
  const listeners: Listener[] = [];
  try {
    for (const listen of places) listeners.push(listen());
  } catch (error) {
    for (const listener of listeners) {
      listener.ready.catch(() => {});
      void listener.stop();
    }
    throw error;
  }
  const [only, ...others] = listeners;
  if (only !== undefined && others.length === 0) return only;
  return {
    ready: Promise.all(listeners.map(({ ready }) => ready)).then(() => {}),
    get attached() {
      return listeners.every(({ attached }) => attached);
    },
    get problems() {
      return [...new Set(listeners.flatMap(({ problems }) => problems))];
    },
    get repairs() {
      return listeners.reduce((sum, { repairs }) => sum + repairs, 0);
    },
    onChange: (callback) => {
      for (const listener of listeners) listener.onChange(callback);
    },
    stop: async () => {
      await Promise.all(listeners.map((listener) => listener.stop()));
    },
  };
}
