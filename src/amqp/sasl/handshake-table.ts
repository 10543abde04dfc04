import type { HeaderName } from "../codec/protocol-header.js";
import type { SaslFrame } from "./sasl-frames.js";

/** An event of a handshake: the peer sends something, or a step of the login that we had to compute is done. */
export type HandshakeEvent =
  | HeaderName
  | SaslFrame["name"]
  | "AMQP frame"
  /** A client has what it answers. */
  | "answer ready"
  /** A server has what it asks on. */
  | "challenge ready"
  /** A server knows who the client is. */
  | "client proved"
  /** A server does not let the client in. */
  | "client refused";

export type HandshakeState =
  /** The peer's first header is awaited. */
  | "begun"
  /** A server awaits the client's choice of a mechanism. */
  | "offered"
  /** A client awaits the mechanisms. */
  | "asked"
  /** A step of the login is computed: what the peer has sent ahead waits. */
  | "computing"
  /** The peer's answer in the login is awaited. */
  | "answered"
  /** The login is done, and the peer's AMQP header awaited. */
  | "logged in"
  /** AMQP is spoken. */
  | "AMQP"
  /** Nothing the peer sends is looked at any more. */
  | "over";

/** An action on the way to the next state. */
export type HandshakeAction =
  /** Answers with our header and the mechanisms. */
  | "offer"
  /** Has the mechanism say the next thing, for which the peer waits and we read nothing more. */
  | "compute"
  /** Sends what was computed. */
  | "send"
  /** Turns the client away, which is told and cut off. */
  | "refuse"
  /** Looks whether the server offers the mechanism that it has been told. */
  | "check"
  /** Looks whether the server lets us in, and begins AMQP if so. */
  | "judge"
  /** Goes over to AMQP. */
  | "enter"
  /** Answers a header we do not speak with one we do, and ends the connection (AMQP 1.0, part 2.2). */
  | "correct"
  /** Fails: the server answers with a header that we do not speak. */
  | "part"
  /** Fails: the server wants a login, and we have none. */
  | "lack";

type Row = Readonly<
  Partial<Record<HandshakeEvent, readonly [next: HandshakeState, action?: HandshakeAction]>>
>;

/** The events that may happen in each state. What a state does not name breaks the protocol and ends the connection. */
export type HandshakeTable = Readonly<Partial<Record<HandshakeState, Row>>>;

const amqp: Row = { "AMQP frame": ["AMQP"] };

/** A server whose clients have to log in. */
export const serverWithLogin: HandshakeTable = {
  begun: {
    "SASL header": ["offered", "offer"],
    "AMQP header": ["over", "correct"],
    "other header": ["over", "correct"],
  },
  offered: {
    "sasl-init": ["computing", "compute"],
  },
  computing: {
    "challenge ready": ["answered", "send"],
    "client proved": ["logged in", "send"],
    "client refused": ["over", "refuse"],
  },
  answered: {
    "sasl-response": ["computing", "compute"],
  },
  "logged in": {
    "AMQP header": ["AMQP", "enter"],
  },
  AMQP: amqp,
};

/** A server whose clients may log in. */
export const openServer: HandshakeTable = {
  ...serverWithLogin,
  begun: { ...serverWithLogin.begun, "AMQP header": ["AMQP", "enter"] },
};

/** A client that logs in: it has sent its SASL header. */
export const clientWithLogin: HandshakeTable = {
  begun: {
    "SASL header": ["asked"],
    "other header": ["over", "part"],
  },
  asked: {
    "sasl-mechanisms": ["computing", "compute"],
  },
  computing: {
    "answer ready": ["answered", "send"],
  },
  answered: {
    "sasl-challenge": ["computing", "compute"],
    "sasl-outcome": ["logged in", "judge"],
  },
  "logged in": {
    "AMQP header": ["AMQP", "enter"],
    "other header": ["over", "part"],
  },
  AMQP: amqp,
};

/** A client that has sent all that it has to say, and its `open` behind that. */
export const clientAhead: HandshakeTable = {
  ...clientWithLogin,
  asked: {
    "sasl-mechanisms": ["answered", "check"],
  },
};

/** A client without a login: it has sent its AMQP header, and its `open` behind it. */
export const bareClient: HandshakeTable = {
  begun: {
    "AMQP header": ["AMQP", "enter"],
    "SASL header": ["over", "lack"],
    "other header": ["over", "part"],
  },
  AMQP: amqp,
};
