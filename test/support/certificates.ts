import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What to make a certificate of. */
export interface CertificateOptions {
  readonly name: string;
  /** Subject alternative names, as `DNS:x,IP:y`. */
  readonly names?: string;
  /** Encrypts the key. */
  readonly password?: string;
  /** In the past for one that has expired. */
  readonly days?: number;
}

/** Files of a certificate and its key. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority in a folder of its own, made with openssl. */
export class Authority {
  readonly folder = mkdtempSync(join(tmpdir(), "oslo-rpc-ca-"));
  readonly ca: string = join(this.folder, "ca.pem");
  readonly #caKey = join(this.folder, "ca.key");

  constructor(name = "Test authority") {
    this.#openssl("req", "-x509", ...newKey, "-keyout", this.#caKey, "-out", this.ca, "-subj", `/CN=${name}`);
  }

  issue(file: string, { name, names, password, days = 2 }: CertificateOptions): CertificateFiles {
    const [cert, key, request] = ["pem", "key", "csr"].map((suffix) =>
      join(this.folder, `${file}.${suffix}`),
    ) as [string, string, string];
    this.#openssl(
      "req",
      ...newKey,
      "-keyout",
      key,
      "-out",
      request,
      "-subj",
      `/CN=${name}`,
      ...alternative(names),
    );
    this.#openssl(
      ..."x509 -req -CAcreateserial -copy_extensions copy".split(" "),
      ...["-in", request, "-CA", this.ca, "-CAkey", this.#caKey, "-out", cert, "-days", String(days)],
    );
    if (password === undefined) return { cert, key };
    const encrypted = join(this.folder, `${file}.encrypted.key`);
    this.#openssl("pkcs8", "-topk8", "-in", key, "-out", encrypted, "-passout", `pass:${password}`);
    return { cert, key: encrypted };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #openssl(...args: string[]): void {
    execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
  }
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

function alternative(names: string | undefined): string[] {
  return names === undefined ? [] : ["-addext", `subjectAltName=${names}`];
}
