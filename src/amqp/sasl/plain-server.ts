import type { ServerMechanism, ServerStep } from "./mechanism.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** PLAIN as a server (RFC 4616). */
export class PlainServer implements ServerMechanism {
  readonly #check: (user: string, password: string) => Promise<boolean>;

  constructor(check: (user: string, password: string) => Promise<boolean>) {
    this.#check = check;
  }

  async step(response: Buffer | undefined): Promise<ServerStep> {
    const fields = readFields(response);
    if (fields === undefined) return { refused: "a PLAIN message that cannot be read" };
    const [authority, user, password] = fields;
    if (authority !== "" && authority !== user) return { refused: "a login in another's name", name: user };
    const right = await this.#check(user, password);
    return right ? { user } : { refused: "wrong user name or password", name: user };
  }
}

function readFields(response: Buffer | undefined): [string, string, string] | undefined {
  if (response === undefined) return undefined;
  let text: string;
  try {
    text = utf8.decode(response);
  } catch {
    return undefined;
  }
  const [authority, user, password, ...more] = text.split("\0");
  if (authority === undefined || !user || !password || more.length > 0) return undefined;
  return [authority, user, password];
}
