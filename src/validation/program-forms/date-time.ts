import { types } from "node:util";
import { OSLO_DATE_TIME } from "../oslo-date-time.js";

/** The parts of a text that fits `date-time` or `oslo-date-time`. What stands in brackets behind them is an annotation. */
const PARTS = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|([+-])(\d\d):(\d\d))?(?:\[|$)/i;

/** A text and the time that it says. */
interface Received {
  readonly text: string;
  readonly time: number;
  readonly format: unknown;
}

/** The texts that Dates were made of: a Date has milliseconds, and no offset. */
const received = new WeakMap<Date, Received>();

/** True for a Date of any realm, as those of tests are of another one; an object that only calls itself so is none. */
export function isDate(value: unknown): value is Date {
  return types.isDate(value);
}

/**
 * The time that a text says, which fits its format. One without an offset is in UTC, as oslo.utils has it. A leap second
 * is the second after it, as a Date has none.
 *
 * @param format `date-time` or `oslo-date-time`
 */
export function dateOf(text: string, format: unknown): Date | undefined {
  const found = PARTS.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", zone, sign, offsetHours, offsetMinutes] =
    found;
  if ((zone === undefined) !== (format === OSLO_DATE_TIME)) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, "0").slice(0, 3)));
  // What accepts any text lets days pass that the month does not have.
  if (Number(second) < 60 && date.getUTCDate() !== Number(day)) return undefined;
  const offset = (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)) * (sign === "-" ? -1 : 1);
  date.setTime(date.getTime() - offset * 60_000);
  received.set(date, { text, time: date.getTime(), format });
  return date;
}

/**
 * The text of a time. One that was received and is the same time still is written as it came, with all its digits and its
 * offset. What no text of the format can say becomes one that does not fit it.
 *
 * @param format by default the one that it was received in
 */
export function dateText(date: Date, format: unknown = received.get(date)?.format): string {
  const time = date.getTime();
  const known = received.get(date);
  if (known !== undefined && known.time === time && known.format === format) return known.text;
  if (Number.isNaN(time)) return String(date);
  const text = date.toISOString();
  return format === OSLO_DATE_TIME ? text.slice(0, -1) : text;
}
