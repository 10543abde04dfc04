import { isJsonObject } from "../json/json-object.js";
import { MASK } from "../log/mask.js";

/** Parts of the names of secrets, as `oslo_utils.strutils` knows it. */
const SECRET_NAMES: readonly string[] = [
  ...["adminpass", "admin_pass", "new_pass", "password", "passphrase", "token", "secret", "sys_pswd"],
  ...["configdrive", "encrypted_key", "private_key", "fernetkey", "sslkey"],
  ...["cephclusterfsid", "octaviaheartbeatkey", "rabbitcookie", "cephmanilaclientkey"],
  ...["pacemakerremoteauthkey", "designaterndckey", "cephadminkey", "heatauthencryptionkey"],
  ...["cephclientkey", "keystonecredential", "barbicansimplecryptokek", "cephrgwkey", "swifthashsuffix"],
  ...["migrationsshkey", "cephmdskey", "cephmonkey"],
];

const SECRET_NAME = new RegExp(SECRET_NAMES.join("|"));

const IN_TEXT =
  "(?:adminpass|admin_pass|new_pass|password|passphrase|token|secret|sys_pswd|private_key)[0-9]*";

/** Without one of these a text assigns nothing. */
const ASSIGNMENT = /[=:<]|--/;

/** `password=…`, `"password": "…"` and `--password …` in a text; in quotes also with spaces. */
const ASSIGNED = new RegExp(
  `(${IN_TEXT}["']?\\s{0,9}[=:]\\s{0,9}u?|--\\w{0,30}${IN_TEXT}\\s{1,9})("[^"]*"?|'[^']*'?|[^\\s"'&]+)`,
  "gi",
);

/** `<password>…</password>` in a text. */
const ELEMENT = new RegExp(`(<\\w{0,30}${IN_TEXT}>)[^<]*`, "gi");

/**
 * The value with what is likely to be a secret masked (`oslo_utils.strutils.mask_dict_password`): members by their
 * names, also those in lists, and in texts what looks like an assignment to such a name. As there, an object under such a
 * name is looked into.
 */
export function maskPasswords(value: unknown): unknown {
  if (typeof value === "string") return maskText(value);
  if (Array.isArray(value)) return value.map(maskPasswords);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSecretName(name) && !isJsonObject(member) ? MASK : maskPasswords(member),
    ]),
  );
}

function maskText(text: string): string {
  if (!ASSIGNMENT.test(text)) return text;
  return text.replace(ELEMENT, `$1${MASK}`).replace(ASSIGNED, (_, name: string, secret: string) => {
    const quote = /^["']/.exec(secret)?.[0] ?? "";
    return `${name}${quote}${MASK}${quote}`;
  });
}

/** Whether the value of a member of this name is likely to be a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.toLowerCase());
}
