import type { BreakingRule } from "../rule.js";

export const address: BreakingRule = {
  id: "address",
  level: "wire",
  documentation:
    "Topic, exchange and namespace are the address of a service: peers with different ones never meet.",
  *find(change) {
    for (const key of ["topic", "exchange", "namespace"] as const) {
      const [before, now] = [change.old.model[key], change.new.model[key]];
      if (before === now) continue;
      const message = `${key} was ${shown(before)} and is ${shown(now)}: peers no longer find each other`;
      yield {
        pointer: now === undefined ? "" : `/${key}`,
        message,
        breaks: ["old client with new server", "new client with old server"],
        bump: "major",
      };
    }
  },
};

function shown(value: string | undefined): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}
