import type { ServiceModel } from "../../../src/definition/model.js";
import type { BreakingRule } from "../rule.js";

/** The `control_exchange` of a configuration that sets none. */
const UNSET = "openstack";

export const address: BreakingRule = {
  id: "address",
  level: "wire",
  documentation:
    "Topic, exchange and namespace are the address of a service: peers with different ones never meet. An `exchange` is another address than a `controlExchange` of that name only where the deployment configures `control_exchange`.",
  *find(change) {
    for (const key of ["topic", "namespace"] as const) {
      const [before, now] = [change.old.model[key], change.new.model[key]];
      if (before === now) continue;
      yield {
        pointer: now === undefined ? "" : `/${key}`,
        message: `${key} was ${shown(before)} and is ${shown(now)}: peers no longer find each other`,
        ...BREAKS,
      };
    }
    const [before, now] = [exchangeOf(change.old.model), exchangeOf(change.new.model)];
    if (before.name === now.name && before.isFixed === now.isFixed) return;
    const place = now.isFixed ? "/exchange" : change.new.model.controlExchange && "/controlExchange";
    const effect =
      before.name === now.name
        ? "peers no longer find each other where control_exchange is configured"
        : "peers no longer find each other";
    yield {
      pointer: place ?? "",
      message: `exchange was ${before.shown} and is ${now.shown}: ${effect}`,
      ...BREAKS,
      ...(before.name === now.name && { uncertain: true }),
    };
  },
};

const BREAKS = {
  breaks: ["old client with new server", "new client with old server"],
  bump: "major",
} as const;

interface Exchange {
  /** Where nothing is configured. */
  readonly name: string;
  readonly isFixed: boolean;
  readonly shown: string;
}

function exchangeOf({ exchange, controlExchange }: ServiceModel): Exchange {
  if (exchange !== undefined) return { name: exchange, isFixed: true, shown: shown(exchange) };
  return {
    name: controlExchange ?? UNSET,
    isFixed: false,
    shown: controlExchange === undefined ? "not set" : `the configured one, else ${shown(controlExchange)}`,
  };
}

function shown(value: string | undefined): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}
