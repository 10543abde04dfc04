/** The mistakes that a definition is refused for, by the id of their kind, as `oslo-gen lint` names it. */
export const MISTAKE_RULES = {
  "unreadable-file":
    "A definition and the files it refers to must be JSON objects in UTF-8, no key standing twice.",
  "wrong-shape": "Every value must have the type and the form that the metaschema gives it.",
  "unknown-key":
    "Keys must be known ones; your own begin with `x-`. A keyword of a schema must be none of another dialect that says which values fit, and no misspelt one.",
  "old-draft": "A schema must not be of a draft before 2019-09: `oslo-gen import` turns it into 2020-12.",
  "version-format": "`version` and `since` must be MAJOR.MINOR.",
  "bad-ref": "A `$ref` must lead to a schema, in this file or by relative path in another.",
  "endless-ref": "A schema must not refer to itself without going by a property or an item.",
  "name-clash": "No two names of one scope may become the same TypeScript name, and each must give one.",
  "object-member": "No parameter may be called as a member every object has, such as `constructor`.",
  "duplicate-param": "No two parameters of a method may have the same name.",
  "params-order":
    "After the first optional parameter all must be optional. One with `until` counts as such: later versions do not have it.",
  "cast-answer": "A cast has no `result` and no `errors`, nor have its examples: nothing comes back.",
  "undeclared-error":
    "A method may only list errors that the definition declares, and an example only fail with one that its method lists.",
  "duplicate-example": "No two examples of a method or of a notification may have the same name.",
  "example-answer":
    "An example of a call has a `result` or an `error`, not both; only where the method declares no `result` it may have neither.",
  "since-range": "A `since` must have the major version of the definition and be no later than its version.",
  "until-range":
    "An `until` must have the major version of the definition, and be before its version and not before what it ends; of schemas of one parameter each ends later than the one before.",
  "topic-twice": "Each of `topic` and `additionalTopics` must be another one.",
  "exchange-choice": "A definition has an `exchange` or a `controlExchange`, not both.",
  "kwargs-object": "The keyword arguments of an error must be those of an object.",
  "unsafe-pattern": "A `pattern` must be a regular expression that cannot take exponential time.",
  "int64-type": "`format: int64` needs `type: integer` beside it.",
  "int64-place":
    "`format: int64` must not stand inside `not` or `if`, nor where another schema wants the same value to be a number: what becomes a bigint would be open.",
  "object-place":
    "A `versionedObject` must stand in `$defs`, and no `not`, `if`, `contains` or the like may lead to it, nor the `kwargs` of an error.",
  "object-fields":
    "The fields of a `versionedObject` stand in `properties`, `since` may only list them, and none that came later than MAJOR.0 is required.",
  "example-misfit":
    "An example must be a call that the method takes and answers, and a payload that its schema accepts.",
  "default-misfit": "A `default` must fit the schema it stands in, with the defaults inside it filled in.",
} as const;

/** The id of a kind of mistake. */
export type MistakeRule = keyof typeof MISTAKE_RULES;
