/**
 * What AMQP 1.0 (parts 2.2 and 5.3) makes of a handshake, as grammars over letters: a letter is a header or frame that
 * the peer sends. They know nothing of how the library goes about it.
 */

/** What becomes of the letters a peer has sent. */
export type Verdict =
  /** AMQP is open. */
  | "open"
  /** All was in turn, and more is due. */
  | "waiting"
  /** The login ends the connection: it is refused, or proves nothing. What follows is dropped. */
  | "refused"
  /** The login cannot be looked at now. */
  | "unavailable"
  /** A server has answered a client's header with one of another protocol, as part 2.2 has it. */
  | "unsupported"
  /** Something came out of turn: the connection ends. */
  | "violation";

/** A side of the handshake, which the letters are sent to. */
export interface Grammar {
  readonly letters: string;
  /** The words that end in an open connection. */
  readonly whole: readonly string[];
  /** Beginnings of words that end the login. */
  readonly refused: RegExp;
  readonly unavailable: RegExp;
  readonly unsupported: RegExp;
}

/** The frames of SASL that no client sends, and those that no server sends. */
const serversOnly = "mck";
const clientsOnly = "iq";
const never = /(?!)/;

/**
 * Letters of a client: `S` `A` `T` headers of SASL, AMQP and TLS · `p` PLAIN with the right password, `w` with a wrong
 * one, `f` the first message of SCRAM, `n` ANONYMOUS, `u` a mechanism nobody knows · `r` the proof that fits the
 * challenge, `b` a made-up response, `e` an empty one · `o` an AMQP open · `m` `c` `k` frames of a server.
 */
export const clientLetters: string = `SATpwfnurbeo${serversOnly}`;

/** A server that has users and lets nobody else in. */
export const withUsers: Grammar = {
  letters: clientLetters,
  whole: ["SpAo", "SfreAo"],
  refused: /^S([wnu]|f[be]|fr[rb])/,
  unavailable: never,
  unsupported: never,
};

/** A server without users takes any password, and no login at all. */
export const withoutUsers: Grammar = {
  letters: clientLetters,
  whole: ["SpAo", "SwAo", "SnAo", "Ao"],
  refused: /^S[fu]/,
  unavailable: never,
  unsupported: never,
};

/**
 * Letters of a server: `S` `A` `T` headers · `m` offers PLAIN, `s` SCRAM, `g` what nobody knows · `c` the challenge
 * that fits, `v` the signature that fits, `x` a made-up challenge · outcomes: `k` lets in, `K` does with the signature,
 * `d` refuses, `t` cannot look now · `o` an AMQP open · `i` `q` frames of a client.
 */
export const serverLetters: string = `SATmsgcvxkKdto${clientsOnly}`;

/** A client with user and password. */
export const withLogin: Grammar = {
  letters: serverLetters,
  whole: ["SmkAo", "SmKAo", "SscvkAo", "SscvKAo", "SscKAo"],
  refused: /^S(g|m[cvxd]|s[vxkKd]|sc[cxkd]|scv[cvxd])/,
  unavailable: /^S(m|s|sc|scv)t/,
  unsupported: /^(S(m[kK]|scv[kK]|scK))?T/,
};

/** A client with user and password that has said all before the server says anything: it takes PLAIN or nothing. */
export const withLoginAhead: Grammar = {
  letters: serverLetters,
  whole: ["SmkAo", "SmKAo", "SskAo", "SsKAo"],
  refused: /^S(g|[ms][cvxd])/,
  unavailable: /^S[ms]t/,
  unsupported: /^(S[ms][kK])?T/,
};

/** A client without a login. */
export const withoutLogin: Grammar = {
  letters: serverLetters,
  whole: ["Ao"],
  refused: /^S/,
  unavailable: never,
  unsupported: /^T/,
};

/** What becomes of a sequence of letters. */
export function verdictOn({ whole, refused, unavailable, unsupported }: Grammar, sequence: string): Verdict {
  if (refused.test(sequence)) return "refused";
  if (unavailable.test(sequence)) return "unavailable";
  if (unsupported.test(sequence)) return "unsupported";
  if (whole.includes(sequence)) return "open";
  return whole.some((word) => word.startsWith(sequence)) ? "waiting" : "violation";
}

/** The sequences in turn, the empty one first. */
export function sequencesInTurn({ whole }: Grammar): string[] {
  const beginnings = whole.flatMap((word) => [...word].map((_, length) => word.slice(0, length)));
  return [...new Set(["", ...beginnings, ...whole])];
}

/** The letters of a sequence that are looked at: up to the one that ends the connection. */
export function lookedAt(grammar: Grammar, sequence: string): string {
  for (let length = 0; length < sequence.length; length++) {
    const beginning = sequence.slice(0, length + 1);
    const verdict = verdictOn(grammar, beginning);
    if (verdict !== "waiting" && verdict !== "open") return beginning;
  }
  return sequence;
}
