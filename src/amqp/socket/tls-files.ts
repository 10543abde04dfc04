import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { ConfigurationError } from "../../errors/setup-errors.js";

/** A file, and what the user calls the setting that names it. */
export interface NamedFile {
  readonly setting: string;
  readonly file: string;
}

/** The file of a setting, which is empty when it names none. */
export function namedFile(setting: string, file: string): NamedFile | undefined {
  return file === "" ? undefined : { setting, file };
}

export interface TlsFiles {
  /** Certificates of the authorities that may sign the peer's. */
  readonly ca?: NamedFile | undefined;
  /** Our own certificate, with those between it and its authority behind it. */
  readonly cert?: NamedFile | undefined;
  /** Its private key; in the same file as the certificate when left out. */
  readonly key?: NamedFile | undefined;
  readonly passphrase?: string | undefined;
}

/** The content of the files, as `node:tls` takes it. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly passphrase?: string;
}

const CERTIFICATE = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]+-----END [^-]+-----/g;

/**
 * Reads certificates and keys, and finds out here what would otherwise be a riddle of OpenSSL's at the first
 * connection.
 *
 * @throws {ConfigurationError} with the setting, the file and the reason, in one line.
 */
export function readTlsFiles({ ca, cert, key, passphrase }: TlsFiles): TlsMaterial {
  if (key !== undefined && cert === undefined) {
    throw new ConfigurationError(`${key.setting} is set without a certificate for its key`);
  }
  const authorities = ca && readCertificates(ca).bytes;
  if (cert === undefined) return { ...(authorities && { ca: authorities }) };
  const own = readCertificates(cert);
  refuseExpired(cert, own.first);
  const keyFile = key ?? cert;
  const keyBytes = key === undefined ? own.bytes : read(key);
  if (!own.first.checkPrivateKey(readKey(keyFile, keyBytes, passphrase))) {
    throw wrong(keyFile, `its key is not the one of the certificate in ${cert.file}`);
  }
  return {
    ...(authorities && { ca: authorities }),
    cert: own.bytes,
    key: keyBytes,
    ...(passphrase !== undefined && { passphrase }),
  };
}

function readCertificates(named: NamedFile): { bytes: Buffer; first: X509Certificate } {
  const bytes = read(named);
  const certificates = bytes.toString("latin1").match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw wrong(named, "it holds no certificate in PEM form");
  try {
    const [first] = certificates.map((pem) => new X509Certificate(pem));
    return { bytes, first: first as X509Certificate };
  } catch (error) {
    throw wrong(named, "its certificate is damaged", error);
  }
}

function refuseExpired(named: NamedFile, certificate: X509Certificate): void {
  if (Date.parse(certificate.validTo) < Date.now()) {
    throw wrong(named, `its certificate expired on ${certificate.validTo}`);
  }
}

function readKey(named: NamedFile, bytes: Buffer, passphrase: string | undefined): KeyObject {
  const text = bytes.toString("latin1");
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    throw wrong(named, "it holds no private key in PEM form");
  const isEncrypted = /ENCRYPTED/.test(text);
  if (isEncrypted && passphrase === undefined)
    throw wrong(named, "its key is encrypted, and no password is set");
  try {
    return createPrivateKey({ key: bytes, ...(passphrase !== undefined && { passphrase }) });
  } catch (error) {
    throw wrong(
      named,
      isEncrypted ? "the password of its key is wrong" : "its private key is damaged",
      error,
    );
  }
}

function read(named: NamedFile): Buffer {
  try {
    return readFileSync(named.file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons = new Map([
      ["ENOENT", "there is no such file"],
      ["EACCES", "it may not be read"],
      ["EISDIR", "it is a folder"],
    ]);
    throw wrong(named, reasons.get(code ?? "") ?? message, error);
  }
}

function wrong({ setting, file }: NamedFile, why: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(`${setting}: ${file}: ${why}`, { cause });
}
