/** Repeats until it succeeds: the broker says nothing of what it is busy with. */
export async function eventually<T>(attempt: () => Promise<T>, milliseconds: number): Promise<T> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}
