import { after, before, describe } from "node:test";
import { hookLimit, needs } from "../support/peers.js";
import { type Deployment, deployments } from "./support/deployments.js";
import { Group } from "./support/matrix/group.js";
import { groupSuite } from "./support/matrix/suite.js";
import { type PythonVersion, pythons } from "./support/pythons.js";
import { ownRabbit, type RabbitUnderTest, startRabbit, suiteLimit } from "./support/rabbit.js";

// Each tool's section with this Debian's RabbitMQ and Python; the matrix has the others.
describe("what deployment tools write", { ...needs(ownRabbit), ...suiteLimit }, () => {
  const [, python] = pythons as [PythonVersion, PythonVersion];
  let rabbit: RabbitUnderTest;
  const groups: Group[] = [];
  before(async () => {
    rabbit = await startRabbit();
  }, hookLimit);
  after(async () => {
    await Promise.all(groups.map((group) => group.stop()));
    await rabbit?.stop();
  }, hookLimit);

  for (const deployment of Object.keys(deployments) as Deployment[]) {
    groupSuite(`the section of ${deployment}, with ${python.name}`, () => {
      const broker = { url: rabbit.url, title: "RabbitMQ", deniesTransientQueues: false };
      const group = new Group({ broker, deployment, python, reference: python });
      groups.push(group);
      return group;
    });
  }
});
