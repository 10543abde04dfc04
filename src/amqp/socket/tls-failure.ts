/** The facts that a peer's certificate is checked against, for words about it. */
export interface TlsExpectation {
  /** The file of the authorities; undefined for the system's. */
  readonly caFile?: string | undefined;
}

/** OpenSSL's codes for a certificate that no known authority has signed. */
export const UNKNOWN_SIGNERS: readonly string[] = [
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_SIGNATURE_FAILURE",
];

/** OpenSSL's codes for two sides that have no version of TLS in common, or no cipher of one. */
export const TLS_VERSION_CODES: readonly string[] = [
  "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
  "ERR_SSL_UNSUPPORTED_PROTOCOL",
  "ERR_SSL_NO_PROTOCOLS_AVAILABLE",
  "ERR_SSL_VERSION_TOO_LOW",
  "ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY",
];

const reasons = new Map([
  ...TLS_VERSION_CODES.map(
    (code) => [code, "the peer and this side have no version of TLS in common, or no cipher"] as const,
  ),
  ["CERT_HAS_EXPIRED", "the peer's certificate has expired"],
  ["CERT_NOT_YET_VALID", "the peer's certificate is not valid yet"],
  ["CERT_REVOKED", "the peer's certificate is revoked"],
]);

/** The peer turned our certificate down, or misses one: what it says of that in an alert. */
const REFUSALS =
  /alert (?:bad certificate|unknown ca|certificate required|certificate (?:expired|revoked|unknown)|handshake failure|access denied)/i;

/** Why a peer may have no TLS for who wants it. To do without is no advice: somebody may be waiting for just that. */
export const NO_TLS_HERE =
  ". Is this its port for TLS, which mostly is 5671? If so, something between here and there is in the way of TLS";

/** Says in words why a TLS connection failed; undefined for errors that are not of TLS. */
export function describeTlsError(error: NodeJS.ErrnoException, expected: TlsExpectation): string | undefined {
  const code = error.code ?? "";
  const known = reasons.get(code);
  if (known !== undefined) return known;
  if (UNKNOWN_SIGNERS.includes(code)) {
    const authorities =
      expected.caFile === undefined ? "the system's authorities" : `the authorities in ${expected.caFile}`;
    return `the peer's certificate is signed by none of ${authorities}`;
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const { reason = error.message } = error as { reason?: string };
    // Node ends with a colon where the certificate has no names of the kind.
    return `the peer's certificate is for another name: ${reason.trim().replace(/:$/, "")}`;
  }
  if (/wrong version number|packet length too long|unknown protocol/i.test(error.message)) {
    return `the peer's answer is not TLS${NO_TLS_HERE}`;
  }
  if (isCertificateRefused(error)) {
    const alert = REFUSALS.exec(error.message)?.[0] ?? "alert";
    return `the peer does not accept our certificate, or wants one (TLS ${alert})`;
  }
  return undefined;
}

/** True when the peer ended the handshake because of our certificate, or for want of one. */
export function isCertificateRefused(error: NodeJS.ErrnoException): boolean {
  return REFUSALS.test(error.message);
}
