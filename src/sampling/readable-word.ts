import type { Random } from "./random.js";

const CONSONANTS = "bdfgklmnprstvz";
const VOWELS = "aeiou";

/** A word of small letters that one can read out. */
export function readableWord(random: Random, length: number): string {
  const isOdd = random.chance(0.3) ? 1 : 0;
  return Array.from({ length }, (_, index) => {
    const letters = index % 2 === isOdd ? CONSONANTS : VOWELS;
    return letters[random.integer(0, letters.length - 1)];
  }).join("");
}
