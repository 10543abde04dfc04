/**
 * The fields of objects of oslo.versionedobjects, as generated types have them, and what travels beside them. Start with
 * {@link changesOf}.
 *
 * @packageDocumentation
 */

export { IncompatibleObjectVersion } from "../errors/validation-errors.js";
export {
  changesOf,
  type ObjectState,
  objectState,
  resetChanges,
  type VersionedObject,
} from "../validation/objects/versioned-object.js";
