import { after, before, beforeEach } from "node:test";
import type { Broker, BrokerOptions } from "./broker.js";
import { type RabbitUnderTest, startOwnRabbit, startRabbit } from "./rabbit.js";

/** A RabbitMQ that runs while the tests of the surrounding suite do: any one. Its URL is known when they begin. */
export function useRabbit(): Pick<RabbitUnderTest, "url"> {
  const used = use(startRabbit);
  return {
    get url() {
      return used().url;
    },
  };
}

/** One that the tests may stop, change and start again, and that runs when each begins; what is returned gives it to them. */
export function useOwnRabbit(options: Omit<BrokerOptions, "chroot"> = {}): () => Broker {
  const used = use(() => startOwnRabbit(options));
  beforeEach(() => used().ensureUp());
  return used;
}

function use<T extends RabbitUnderTest>(start: () => Promise<T>): () => T {
  let rabbit: T | undefined;
  before(async () => {
    rabbit = await start();
  });
  after(() => rabbit?.stop());
  return () => {
    if (rabbit === undefined)
      throw new Error("RabbitMQ is started before the tests of a suite, and not earlier");
    return rabbit;
  };
}
