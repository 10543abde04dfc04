/**
 * Latin letters only: compilers do not agree on the younger letters of Unicode, and some of the others cannot be seen
 * or are taken for Latin ones.
 */
const LETTER = "A-Za-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f";
const IDENTIFIER = new RegExp(`^[${LETTER}$_][${LETTER}$_0-9]*$`);
const BETWEEN_WORDS = new RegExp(`[^${LETTER}$_0-9]+`);
const BETWEEN_TYPE_WORDS = new RegExp(`[^${LETTER}0-9]+`);

/** As the metaschema has it. */
const LONGEST_SERVICE_NAME = 100;

/** Words that no parameter may be called; a method is spared them too, so that both follow one rule. */
const RESERVED_WORDS: ReadonlySet<string> = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield"
  ).split(" "),
);

/** Members that the generated classes have already. */
const CLASS_MEMBERS: ReadonlySet<string> = new Set([
  ...["prepare", "invoke", "named", "cast", "descriptor", "canSendVersion", "then", "close"],
  ...Object.getOwnPropertyNames(Object.prototype),
]);

/** Members that the generated classes of notifications have already. */
const NOTIFICATION_MEMBERS: ReadonlySet<string> = new Set([
  ...["prepare", "emit", "descriptor", "filterRule", "then", "close"],
  ...Object.getOwnPropertyNames(Object.prototype),
]);

/** Types and values that the generated code names. */
const USED_NAMES: ReadonlySet<string> = new Set([
  ...[
    "Array",
    "BigInt",
    "Boolean",
    "Date",
    "Error",
    "Function",
    "Map",
    "Number",
    "Object",
    "Pick",
    "Promise",
    "Uint8Array",
  ],
  ...["Readonly", "ReadonlyArray", "Record", "RegExp", "Set", "String", "Symbol"],
  ...["NotImplemented", "RequestContext", "RpcTransport", "ServiceClient", "ServiceClientOptions"],
  ...[
    "ServiceDescriptor",
    "ServiceEndpoint",
    "ServiceError",
    "ServiceNotifier",
    "ServiceNotificationEndpoint",
    "ServiceBatchNotificationEndpoint",
  ],
  ...["ServiceNotification", "ServiceNotificationMetadata"],
  ...["NotificationAnswer", "NotificationOptions", "NotificationTransport"],
  ...["NotifierOptions", "VersionedObject"],
]);

/** Beginnings of a service's generated names: `type` in Pascal case, `value` in camel case. */
export interface ServiceNames {
  readonly type: string;
  readonly value: string;
}

/** True when the text can stand in TypeScript where a name is declared, or as a key without quotes. */
export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}

/** The TypeScript name of a method; undefined when none can be made of its name on the wire. */
export function methodName(wireName: string): string | undefined {
  const name = camelCase(wireName);
  return name !== undefined && (RESERVED_WORDS.has(name) || CLASS_MEMBERS.has(name)) ? `${name}_` : name;
}

/**
 * The TypeScript name of the methods that send and get an event; undefined when none can be made of its type. The
 * runtime finds the methods of a listener by it where a descriptor does not name them: a member that is reserved after
 * descriptors began to do so has no place in its list.
 */
export function notificationName(eventType: string): string | undefined {
  const name = camelCase(eventType);
  return name !== undefined && (RESERVED_WORDS.has(name) || NOTIFICATION_MEMBERS.has(name))
    ? `${name}_`
    : name;
}

/** The TypeScript name of a parameter; undefined when none can be made of its name on the wire. */
export function parameterName(wireName: string): string | undefined {
  const name = camelCase(wireName);
  return name !== undefined && (RESERVED_WORDS.has(name) || name === "ctx") ? `${name}_` : name;
}

/** The name of a type, an interface or a class; undefined when none can be made of the name. */
export function typeName(name: string, service: ServiceNames): string | undefined {
  const pascal = pascalCase(name);
  if (pascal === undefined) return undefined;
  return isUsedName(pascal, service) ? `${pascal}_` : pascal;
}

/** True for what the generated code of a service calls something else by. */
export function isUsedName(name: string, service: ServiceNames): boolean {
  return USED_NAMES.has(name) || (name.startsWith(service.type) && classNames(service.type).includes(name));
}

/** The beginnings of the names in a service's generated code. */
export function serviceNames(service: string): ServiceNames {
  const plain = pascalCase(service) ?? "Service";
  // A service called Service would have a ServiceClient that extends ServiceClient.
  const type = classNames(plain).some((name) => USED_NAMES.has(name)) ? `${plain}_` : plain;
  // A leading run of capitals is one word: HTTPProxy gives httpProxy.
  const value = plain.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (head) => head.toLowerCase());
  return { type, value };
}

/** The classes that a service's code has: the user's, and those that are generated. */
function classNames(type: string): string[] {
  return [
    "",
    "Client",
    "Named",
    "Casts",
    "NamedCasts",
    "Topic",
    "Endpoint",
    "Notifier",
    "NotificationEndpoint",
    "BatchNotificationEndpoint",
  ].map((end) => type + end);
}

/** The name with the first letter of each of its words a capital; undefined when it has no letter or digit. */
export function pascalCase(name: string): string | undefined {
  const words = name.split(BETWEEN_TYPE_WORDS).filter((word) => word !== "");
  return words.length === 0 ? undefined : startProperly(words.map(capitalize).join(""));
}

/** The name of a service, made of words that need not be one: `my-namespace` gives `MyNamespace`, `1st` `Service1st`. */
export function serviceName(words: string): string {
  const plain = words
    .split(/[^A-Za-z0-9]+/)
    .map(capitalize)
    .join("")
    .slice(0, LONGEST_SERVICE_NAME);
  return /^[A-Za-z]/.test(plain) ? plain : `Service${plain}`;
}

/** A name that is an identifier stays; of any other the words are joined. */
function camelCase(name: string): string | undefined {
  if (isIdentifier(name)) return name;
  const [first, ...others] = name.split(BETWEEN_WORDS).filter((word) => word !== "");
  return first === undefined ? undefined : startProperly(first + others.map(capitalize).join(""));
}

function capitalize(word: string): string {
  const [first = ""] = word;
  const capital = first.toUpperCase();
  // Few letters have a capital of two characters, the second of which is no letter.
  return (isIdentifier(capital) ? capital : first) + word.slice(first.length);
}

/** A digit may stand in an identifier but not begin one. */
function startProperly(name: string): string {
  return isIdentifier(name) ? name : `_${name}`;
}
