import { isJsonObject } from "../../json/json-object.js";
import { isDate } from "../program-forms/date-time.js";
import { isOctets } from "../program-forms/octets.js";

/**
 * The key under which an object that was received keeps what came beside its fields. Spreading copies it, so that
 * `{ ...instance, host: "node-1" }` is the same object with another host; JSON does not have it.
 */
export const objectState: unique symbol = Symbol.for("oslo-rpc.versioned-object");

/** The facts that travel beside the fields of a versioned object. */
export interface ObjectState {
  /** Name of its class. Without it that of the definition; of several classes it chooses one. */
  readonly name?: string;
  /** The version it has; without it that of the definition. An older one leaves fields out that came later. */
  readonly version?: string;
  /** The fields that the sender had changed. */
  readonly changes?: readonly string[];
  /** The fields as they were received: what differs from them has changed. */
  readonly received?: Readonly<Record<string, unknown>>;
}

/** The fields of an object of oslo.versionedobjects, as a program has them. One that is absent is not set. */
export interface VersionedObject {
  /** Absent in an object that the program made. */
  readonly [objectState]?: ObjectState;
}

/**
 * The fields that have changed (`VersionedObject.obj_what_changed`): of an object that the program made all that are
 * set; of one that was received those that its sender had changed, those that are others now, and those with an object
 * that has changed.
 *
 * @param object the fields of the object
 */
export function changesOf(object: object): readonly string[] {
  const state = stateOf(object);
  const changes = new Set(state?.changes);
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const isOther = isDifferent(state, name, value);
    if (isOther || hasChanged(value) || (name === LIST_FIELD && hasChangedItems(value))) changes.add(name);
  }
  return [...changes].filter((name) => Object.hasOwn(object, name) && fieldOf(object, name) !== undefined);
}

/**
 * The same object with nothing changed (`VersionedObject.obj_reset_changes`); objects inside it keep their changes.
 *
 * @param object the fields of the object
 */
export function resetChanges<T extends object>(object: T): T {
  const { name, version } = stateOf(object) ?? {};
  const state: ObjectState = {
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    changes: [],
    received: fieldsOf(object),
  };
  return { ...object, [objectState]: state };
}

/** The fields alone. */
export function fieldsOf(object: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object));
}

/** The facts beside the fields of an object; undefined where a program made it. */
export function stateOf(object: object): ObjectState | undefined {
  return (object as VersionedObject)[objectState];
}

/** The field in which an object that is a list has its items (`ObjectListBase`); it alone tells of their changes. */
const LIST_FIELD = "objects";

function isDifferent(state: ObjectState | undefined, name: string, value: unknown): boolean {
  const received = state?.received;
  if (received === undefined) return state?.changes === undefined;
  return !Object.hasOwn(received, name) || !isSame(received[name], value);
}

/** Of an object inside its class and version count, not what it was when it was received: that holds all in it again. */
function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (isDate(left) || isDate(right))
    return isDate(left) && isDate(right) && left.getTime() === right.getTime();
  if (isOctets(left) || isOctets(right))
    return isOctets(left) && isOctets(right) && Buffer.compare(left, right) === 0;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => isSame(item, right[index]));
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const [one, other] = [stateOf(left), stateOf(right)];
  if (one?.name !== other?.name || one?.version !== other?.version) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && isSame(left[name], right[name]))
  );
}

function hasChanged(value: unknown): boolean {
  return isReceived(value) && changesOf(value).length > 0;
}

function hasChangedItems(value: unknown): boolean {
  return Array.isArray(value) && value.some((item: unknown) => hasChanged(item));
}

function isReceived(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.hasOwn(value, objectState);
}

function fieldOf(object: object, name: string): unknown {
  return (object as Readonly<Record<string, unknown>>)[name];
}
