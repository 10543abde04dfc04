import { OSLO_DATE_TIME } from "../validation/oslo-date-time.js";
import { OSLO_DECIMAL } from "../validation/oslo-decimal.js";
import type { Random } from "./random.js";
import { readableWord } from "./readable-word.js";

type Make = (random: Random) => string;

const HEX = "0123456789abcdef";

const word: Make = (random) => readableWord(random, random.integer(3, 8));
const host: Make = (random) => `${word(random)}.example.com`;
const path: Make = (random) => `/${word(random)}/${word(random)}`;
const uri: Make = (random) => `https://${host(random)}${path(random)}`;
const email: Make = (random) => `${word(random)}@${host(random)}`;
const date: Make = (random) => dateTime(random).slice(0, 10);
const pointer: Make = (random) => `/${word(random)}/${random.integer(0, 9)}`;

/** For each format that is checked, a maker of texts that every validator takes for one of it. */
export const FORMAT_TEXTS: ReadonlyMap<string, Make> = new Map([
  ["date-time", (random) => `${dateTime(random)}Z`],
  [OSLO_DATE_TIME, (random) => `${dateTime(random)}.${digits(random, 6)}`],
  [OSLO_DECIMAL, (random) => `${random.integer(0, 9999)}.${digits(random, 2)}`],
  ["date", date],
  ["time", (random) => `${dateTime(random).slice(11)}Z`],
  ["duration", (random) => `P${random.integer(1, 9)}DT${random.integer(1, 23)}H`],
  ["email", email],
  ["idn-email", email],
  ["hostname", host],
  ["idn-hostname", host],
  // The networks that are set aside for documentation.
  ["ipv4", (random) => `192.0.2.${random.integer(1, 254)}`],
  ["ipv6", (random) => `2001:db8::${random.integer(1, 0xffff).toString(16)}`],
  ["uri", uri],
  ["url", uri],
  ["iri", uri],
  ["uri-reference", path],
  ["iri-reference", path],
  ["uri-template", (random) => `${path(random)}/{${word(random)}}`],
  ["uuid", uuid],
  ["json-pointer", pointer],
  ["json-pointer-uri-fragment", (random) => `#${pointer(random)}`],
  ["relative-json-pointer", (random) => `${random.integer(0, 9)}${pointer(random)}`],
  ["regex", (random) => `^${word(random)}$`],
]);

function uuid(random: Random): string {
  const hex = (count: number) => Array.from({ length: count }, () => HEX[random.integer(0, 15)]).join("");
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${HEX[random.integer(8, 11)]}${hex(3)}-${hex(12)}`;
}

/** In the years 2020 to 2029, in UTC, and without an offset. */
function dateTime(random: Random): string {
  const [start, end] = [Date.UTC(2020, 0), Date.UTC(2030, 0) - 1000];
  return new Date(random.integer(start, end)).toISOString().slice(0, 19);
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.integer(0, 9)).join("");
}
