import { it } from "node:test";
import type { Lab } from "./lab.js";

/**
 * Makes tests of one that shows that services and we work together: at first, after RabbitMQ was restarted, and after
 * it was killed.
 *
 * @param show gets another number each time
 */
export function afterEachFault(lab: () => Lab, show: (number: number) => Promise<void>): void {
  it("work together", () => show(1));

  it("work together after RabbitMQ was restarted", async () => {
    await lab().broker.halt();
    await lab().broker.start();
    await show(2);
  });

  it("work together after RabbitMQ was killed", async () => {
    await lab().broker.kill();
    await lab().broker.start();
    await show(3);
  });
}
