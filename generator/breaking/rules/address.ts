import type { ServiceModel } from "../../../src/definition/model.js";
import type { BreakingRule } from "../rule.js";

/** The `control_exchange` of a configuration that sets none. */
const UNSET = "openstack";

export const address: BreakingRule = {
  id: "address",
  level: "wire",
  documentation:
    "Topic, exchange and namespace are the address of a service: peers with different ones never meet. An `exchange` is another address than a `controlExchange` of that name only where the deployment configures `control_exchange`. Another additional topic needs a new minor version, one that goes a new major.",
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
    const [had, has] = [topicsOf(change.old.model), topicsOf(change.new.model)];
    // The topic itself is told of above.
    for (const topic of had.filter((name) => !has.includes(name) && name !== change.old.model.topic))
      yield {
        pointer: "/additionalTopics",
        message: `servers no longer listen on the topic ${shown(topic)}`,
        breaks: ["old client with new server"],
        bump: "major",
      };
    for (const topic of has.filter((name) => !had.includes(name) && name !== change.new.model.topic))
      yield {
        pointer: `/additionalTopics/${change.new.model.additionalTopics.indexOf(topic)}`,
        message: `the topic ${shown(topic)} is new`,
        breaks: ["new client with old server"],
        bump: "minor",
      };
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

function topicsOf({ topic, additionalTopics }: ServiceModel): readonly string[] {
  return [topic, ...additionalTopics];
}

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
