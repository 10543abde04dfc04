import { after, before, describe, it } from "node:test";
import type { Broker } from "../rabbit/support/broker.js";
import { brokerVersion } from "../rabbit/support/broker-version.js";
import { type Deployment, deployments } from "../rabbit/support/deployments.js";
import { Group, type MatrixBroker } from "../rabbit/support/matrix/group.js";
import { DIRECTIONS, groupSuite } from "../rabbit/support/matrix/suite.js";
import { oldPython, pythonOf } from "../rabbit/support/pythons.js";
import { rabbitOf, startRabbitOf } from "../rabbit/support/rabbit.js";
import { hookLimit, needs } from "../support/peers.js";

const [TRIXIE, FORKY] = ["trixie", "forky"];
const PERMIT = "deprecated_features.permit.transient_nonexcl_queues";
/** Debian's package permits them by itself. */
const BROKERS = [
  { release: TRIXIE, suffix: "", config: [], deniesTransientQueues: false },
  {
    release: FORKY,
    suffix: ", transient queues permitted",
    config: [`${PERMIT} = true`],
    deniesTransientQueues: false,
  },
  {
    release: FORKY,
    suffix: ", transient queues denied",
    config: [`${PERMIT} = false`],
    deniesTransientQueues: true,
  },
];
/** Deployments that share a broker: hundreds of quorum queues are more than one on a busy machine bears. */
const TOGETHER = 2;
const tools = Object.keys(deployments) as Deployment[];
const shares = tools.flatMap((_, index) =>
  index % TOGETHER === 0 ? [tools.slice(index, index + TOGETHER)] : [],
);
/** Groups at a time. Those in which Python cannot do something wait most of the time. */
const CONCURRENCY = 3;
const CONCURRENCY_WHEN_DENIED = 6;

const peers = [rabbitOf(TRIXIE), rabbitOf(FORKY), oldPython.peer];
const pythons = [oldPython, pythonOf(TRIXIE), pythonOf(FORKY)];
const reference = pythonOf(FORKY);

const limits = { ...needs(...peers), timeout: Number.POSITIVE_INFINITY };
for (const [{ release, suffix, config, deniesTransientQueues }, share] of BROKERS.flatMap((one) =>
  shares.map((share) => [one, share] as const),
)) {
  const concurrency = deniesTransientQueues ? CONCURRENCY_WHEN_DENIED : CONCURRENCY;
  describe(`${share.join(", ")} at the RabbitMQ of ${release}${suffix}`, limits, () => {
    let broker: Broker;
    let at: MatrixBroker;
    const groups = new Map<string, Group>();

    before(async () => {
      broker = await startRabbitOf(release, { config });
      const { RabbitMQ: version } = await brokerVersion(broker.url);
      at = { url: broker.url, title: `RabbitMQ ${version}${suffix}`, deniesTransientQueues };
    }, hookLimit);
    after(async () => {
      await Promise.all([...groups.values()].map((group) => group.stop()));
      await broker?.stop();
    }, hookLimit);

    const cases = share.flatMap((deployment) =>
      pythons.map((python) => ({ deployment, python, title: `${deployment}, ${python.name}` })),
    );

    describe("before a restart", { concurrency }, () => {
      for (const { deployment, python, title } of cases) {
        groupSuite(title, () => {
          const group = new Group({ broker: at, deployment, python, reference });
          groups.set(title, group);
          return group;
        });
      }
    });

    describe("after a restart", { concurrency }, () => {
      before(async () => {
        await broker.halt();
        await broker.start();
      }, hookLimit);

      for (const { title } of cases) {
        for (const direction of DIRECTIONS) {
          it(`${title}: ${direction}`, async (test) => {
            const group = groups.get(title);
            if (group === undefined) throw new Error("it has not started");
            const shown = await group.resumes(direction);
            if (shown !== undefined) test.diagnostic(`${title}, restart, ${direction}: ${shown}`);
          });
        }
      }
    });
  });
}
