/** What neutron's REST API shows of something. */
export type Shown = Readonly<Record<string, unknown>> & { readonly id: string };

/** neutron's REST API without Keystone. */
export class NeutronRest {
  readonly #url: string;

  constructor(port: number) {
    this.#url = `http://127.0.0.1:${port}/v2.0`;
  }

  /** Those of a kind, as `agents`. */
  async list(kind: string): Promise<readonly Shown[]> {
    const found = (await this.#ask("GET", kind)) as Readonly<Record<string, readonly Shown[]>>;
    return found[kind] ?? [];
  }

  async show(kind: string, id: string): Promise<Shown> {
    return one(await this.#ask("GET", `${kind}s/${id}`), kind);
  }

  async create(kind: string, fields: Readonly<Record<string, unknown>>): Promise<Shown> {
    const body = { [kind]: { project_id: "project", ...fields } };
    return one(await this.#ask("POST", `${kind}s`, body), kind);
  }

  async delete(kind: string, id: string): Promise<void> {
    await this.#ask("DELETE", `${kind}s/${id}`);
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#url}/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}

function one(body: unknown, kind: string): Shown {
  return (body as Readonly<Record<string, Shown>>)[kind] as Shown;
}
