import { anyRabbit, type RabbitUnderTest, startRabbit } from "../test/rabbit/support/rabbit.js";

let shared: Promise<RabbitUnderTest> | undefined;
let users = 0;

/** Why there is no RabbitMQ 4 here, and what would change that; undefined when there is one. */
export function rabbitMissing(): string | undefined {
  const reason = anyRabbit.missing();
  return reason === undefined ? undefined : `no RabbitMQ 4: ${reason}; build one with: ${anyRabbit.install}`;
}

/** The one broker of all contenders that need one; it ends with the last of them. */
export async function joinRabbit(): Promise<RabbitUnderTest> {
  users += 1;
  shared ??= startRabbit();
  const running = shared;
  const leave = async () => {
    users -= 1;
    if (users > 0) return;
    shared = undefined;
    await (await running).stop();
  };
  try {
    const { url, pid } = await running;
    return { url, pid, stop: leave };
  } catch (error) {
    users -= 1;
    shared = undefined;
    throw error;
  }
}
