/** The mistake in how a transport URL is written, and what mends it. */
export interface UrlMistake {
  readonly problem: string;
  readonly cure: string;
}

/** The form of a transport URL, as a cure. */
export const URL_FORM = "write it as rabbit://USER:PASSWORD@HOST:5672/VHOST or amqp://HOST:5672";

const SEVERAL = "rabbit://USER:PASSWORD@HOST1:5672,USER:PASSWORD@HOST2:5672/VHOST";

/** Mistakes that parse as a URL, or as good as one, and do not say what was meant. */
const mistakes: readonly (UrlMistake & { readonly pattern: RegExp })[] = [
  {
    pattern: /\s[#;]/,
    problem: "the comment behind the transport URL is read as a part of it",
    cure: "put it on a line of its own",
  },
  {
    pattern: /\{\{[^,@]*\}\}|\{%.*%\}|<%.*%>/,
    problem: "the transport URL is a template whose variables nobody has replaced",
    cure: "let the deployment tool render the file again, or write user, password and host",
  },
  {
    // Within a password it is nothing special.
    pattern: /(?:,|:\/\/|@)\s|\s(?:,|\/|:\d)/,
    problem: "a space stands in the transport URL, and is read as a part of a name",
    cure: "remove it",
  },
  {
    pattern: /(?:@|:\/\/|,)[0-9a-f]*:[0-9a-f]*:[0-9a-f:]*(?:[,/?#]|$)/i,
    problem: "an IPv6 address stands in the transport URL without brackets",
    cure: "write it as [2001:db8::1]:5672",
  },
  {
    pattern: /^[a-z][a-z0-9+.-]*:(?!\/\/)/i,
    problem: "no // stands behind the driver of the transport URL, so that localhost is taken for its host",
    cure: URL_FORM,
  },
  {
    pattern: /:\/\/.*[a-z][a-z0-9+.-]*:\/\//i,
    problem: "the transport URL names a driver for each host, and is not read beyond the second one",
    cure: `name the driver once: ${SEVERAL}`,
  },
  {
    // Behind a host: in a password they are nothing special.
    pattern: /^[^/]*:\/\/(?:[^/?#@]*[;|][^/?#@]*(?:[/?#]|$)|[^/?#]*@[^/?#@,]*[;|])/,
    problem: "the hosts of the transport URL are not separated by commas",
    cure: `write ${SEVERAL}`,
  },
];

/** Schemes that others have, and what is meant by them here. */
const schemes: ReadonlyMap<string, string> = new Map([
  [
    "amqps",
    "write rabbit:// for RabbitMQ, or amqp:// for an AMQP 1.0 router, and set ssl = true in its section",
  ],
  ["rabbits", "write rabbit://, and set ssl = true in [oslo_messaging_rabbit]"],
  ["rabbitmq", "write rabbit://"],
  ["http", "write rabbit:// and port 5672: that is the management page"],
  ["https", "write rabbit:// and port 5671: that is the management page"],
]);

/** The cure for a driver that there is none of. */
export function cureOfDriver(driver: string): string {
  return schemes.get(driver) ?? URL_FORM;
}

/** The mistake in a transport URL that can be read otherwise than it is meant; undefined when there is none. */
export function findUrlMistake(text: string): UrlMistake | undefined {
  return mistakes.find(({ pattern }) => pattern.test(text));
}
