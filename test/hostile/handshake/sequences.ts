import { type Grammar, sequencesInTurn } from "../../support/handshake-model.js";
import type { Random } from "../../support/random.js";

const LONGEST = 5;

/** How the bytes of a sequence are put on the wire. */
export type Split =
  /** All in one write. */
  | "whole"
  /** Each letter when the one before has been answered, as a peer that means well does. */
  | "in steps"
  /** Each letter in a turn of its own. */
  | "letters"
  | "bytes"
  /** In two, anywhere. */
  | "halves";

const splits: readonly Split[] = ["whole", "in steps", "letters", "halves", "bytes"];
/** Those of sequences that are not sent in all of them: byte by byte takes long. */
const usual = splits.slice(0, -1);

export interface Run {
  readonly sequence: string;
  readonly split: Split;
}

/**
 * What is sent to one side: every letter behind each beginning that is in turn; all sequences of up to two letters; and
 * of those up to five as many as make the count, drawn so that most get past their first letter.
 *
 * @param thorough sends those of the first kind in all splits, rather than in one
 */
export function makeRuns(grammar: Grammar, count: number, random: Random, thorough: boolean): Run[] {
  const letters = [...grammar.letters];
  const pick = <T>(values: readonly T[]): T => values[random.below(values.length)] as T;
  const inTurn = sequencesInTurn(grammar);
  const decisive = inTurn.flatMap((beginning) => letters.map((letter) => beginning + letter));
  const short = letters.flatMap((first) => [first, ...letters.map((second) => first + second)]);
  const sequences = new Set([...decisive, ...short]);
  while (sequences.size < count) {
    let sequence = pick([letters, decisive, inTurn, inTurn][random.below(4)] as string[]);
    const length = Math.max(sequence.length, 1 + random.below(LONGEST));
    while (sequence.length < length) sequence += pick(letters);
    sequences.add(sequence);
  }
  const inAll = new Set(thorough ? decisive : []);
  return [...sequences].flatMap((sequence) =>
    (inAll.has(sequence) ? splits : [pick(usual)]).map((split) => ({ sequence, split })),
  );
}

/** Has each of the workers play one run after another until all are played, or one has failed. */
export async function playAll<Worker>(
  runs: readonly Run[],
  workers: readonly Worker[],
  play: (worker: Worker, run: Run) => Promise<void>,
): Promise<void> {
  const queue = [...runs];
  const work = async (worker: Worker) => {
    for (let run = queue.shift(); run !== undefined; run = queue.shift()) await play(worker, run);
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    queue.length = 0;
  }
}
