import { type OptionGroup, optionsOf } from "../option.js";
import { boolean, choice, integer, multiple, text } from "../option-types.js";

const GROUP = "oslo_messaging_amqp";
const define = optionsOf(GROUP);
const inAmqp1 = (name: string) => [{ group: "amqp1", name }];
const atLeast1 = integer({ min: 1 });
const atLeast5 = integer({ min: 5 });

const connection = {
  containerName: define("container_name", text, {
    deprecated: inAmqp1("container_name"),
    help: "AMQP container id of this process; it must be unique. Unset, one is generated.",
  }),
  idleTimeout: define("idle_timeout", integer({ min: 0 }), {
    default: 60,
    deprecated: inAmqp1("idle_timeout"),
    help: "Seconds without a byte from the peer after which the connection counts as lost; 0 waits for ever.",
    differs:
      "60 by default, so that a dead peer is noticed; oslo.messaging has 0. Negative values are refused.",
  }),
  trace: define("trace", boolean, {
    default: false,
    deprecated: inAmqp1("trace"),
    help: "Writes every AMQP frame to the log, at debug level, as a line that a person can read.",
    differs:
      "oslo.messaging writes them to the standard output. What belongs to a login is masked, and of a message only its size is told.",
  }),
  pseudoVhost: define("pseudo_vhost", boolean, {
    default: true,
    help: "Puts the virtual host into every address, for peers that have none of their own. When false it is the hostname of the AMQP open instead.",
  }),
  connectionRetryInterval: define("connection_retry_interval", atLeast1, {
    default: 1,
    help: "Seconds before the first attempt to connect again.",
  }),
  connectionRetryBackoff: define("connection_retry_backoff", integer({ min: 0 }), {
    default: 2,
    help: "What the pause is multiplied by after each failed attempt.",
  }),
  connectionRetryIntervalMax: define("connection_retry_interval_max", atLeast1, {
    default: 30,
    help: "Longest pause between two attempts to connect, in seconds.",
  }),
};

const security = {
  ssl: define("ssl", boolean, {
    default: false,
    help: "Connects with TLS, and checks the peer with the system's certificate authorities unless ssl_ca_file is set. A CA or a certificate file turns TLS on as well.",
  }),
  sslCaFile: define("ssl_ca_file", text, {
    default: "",
    deprecated: inAmqp1("ssl_ca_file"),
    help: "PEM file with the certificate authorities that may sign the peer's certificate.",
  }),
  sslCertFile: define("ssl_cert_file", text, {
    default: "",
    deprecated: inAmqp1("ssl_cert_file"),
    help: "PEM file with this process's own certificate, and its private key unless ssl_key_file is set.",
    differs: "A certificate without a CA is refused unless ssl is set; oslo.messaging then checks no peer.",
  }),
  sslKeyFile: define("ssl_key_file", text, {
    default: "",
    deprecated: inAmqp1("ssl_key_file"),
    help: "PEM file with the private key of ssl_cert_file.",
  }),
  sslKeyPassword: define("ssl_key_password", text, {
    secret: true,
    deprecated: inAmqp1("ssl_key_password"),
    help: "Password of ssl_key_file, when it is encrypted.",
  }),
  sslVerifyVhost: define("ssl_verify_vhost", boolean, {
    default: false,
    help: "Checks the peer's certificate against the virtual host of the URL, not its host name.",
    differs: "Without a virtual host it is refused; oslo.messaging then checks no name.",
  }),
  requireEncryption: define("require_encryption", boolean, {
    default: false,
    help: "Refuses hosts of the transport URL that would be connected to without TLS, unless they are this machine.",
    differs: "An addition of this library, which oslo.messaging ignores.",
  }),
  saslMechanisms: define("sasl_mechanisms", text, {
    default: "",
    deprecated: inAmqp1("sasl_mechanisms"),
    help: "SASL mechanisms that may be used, separated by spaces, of EXTERNAL, SCRAM-SHA-256, PLAIN and ANONYMOUS. Empty, the URL's credentials decide. Of those the peer offers the strongest is taken, in this order.",
    differs: "SCRAM-SHA-256 is built in, and is tried before PLAIN; in oslo.messaging Cyrus SASL decides.",
  }),
  saslConfigDir: define("sasl_config_dir", text, {
    default: "",
    deprecated: inAmqp1("sasl_config_dir"),
    help: "Folder of Cyrus SASL configuration files.",
    differs: "Known, so that files with it are read; Cyrus SASL is not used.",
  }),
  saslConfigName: define("sasl_config_name", text, {
    default: "",
    deprecated: inAmqp1("sasl_config_name"),
    help: "Name of the Cyrus SASL configuration file, without .conf.",
    differs: "Known, so that files with it are read; Cyrus SASL is not used.",
  }),
  saslDefaultRealm: define("sasl_default_realm", text, {
    default: "",
    help: "Realm added to a user name that has none: user becomes user@realm.",
  }),
};

const ours = "An addition of this library, which oslo.messaging ignores.";

const limits = {
  maxFrameSize: define("max_frame_size", integer({ min: 512 }), {
    default: 262_144,
    help: "Bytes of the largest frame the peer may send.",
    differs: ours,
  }),
  maxMessageSize: define("max_message_size", integer({ min: 1 }), {
    default: 33_554_432,
    help: "Bytes of the largest message that is taken; larger ones are rejected with amqp:link:message-size-exceeded.",
    differs: ours,
  }),
  maxSessions: define("max_sessions", integer({ min: 1, max: 65_536 }), {
    default: 32_768,
    help: "Sessions on the connection. Each link has one of its own.",
    differs: ours,
  }),
  maxNesting: define("max_nesting", atLeast1, {
    default: 32,
    help: "Levels of lists and maps in what the peer says of a connection, a session or a link.",
    differs: ours,
  }),
  handshakeTimeout: define("handshake_timeout", atLeast1, {
    default: 10,
    help: "Seconds for the handshakes of TCP with TLS, and as many for those from there to AMQP's open.",
    differs: ours,
  }),
};

const sending = {
  linkRetryDelay: define("link_retry_delay", atLeast1, {
    default: 10,
    help: "Seconds before a lost link is attached again, and before a message the peer gave back is sent again.",
  }),
  defaultReplyRetry: define("default_reply_retry", integer({ min: -1 }), {
    default: 0,
    help: "How often a reply that could not be delivered is sent again: 0 never, -1 without limit.",
  }),
  defaultReplyTimeout: define("default_reply_timeout", atLeast5, {
    default: 30,
    help: "Seconds a server tries to deliver a reply.",
  }),
  defaultSendTimeout: define("default_send_timeout", atLeast5, {
    default: 30,
    help: "Seconds a call or cast may take to be delivered when the caller gives no timeout.",
  }),
  defaultNotifyTimeout: define("default_notify_timeout", atLeast5, {
    default: 30,
    help: "Seconds a notification may take to be delivered.",
  }),
  defaultSenderLinkTimeout: define("default_sender_link_timeout", atLeast1, {
    default: 600,
    help: "Seconds after which a link that sends nothing is detached.",
  }),
  replyLinkCredit: define("reply_link_credit", atLeast1, {
    default: 200,
    help: "How many replies the peer may have on the way to a client.",
  }),
  rpcServerCredit: define("rpc_server_credit", atLeast1, {
    default: 100,
    help: "How many requests the peer may have on the way to each address of a server.",
  }),
  notifyServerCredit: define("notify_server_credit", atLeast1, {
    default: 100,
    help: "How many notifications the peer may have on the way to each address of a listener.",
  }),
  preSettled: define("pre_settled", multiple(choice("rpc-call", "rpc-reply", "rpc-cast", "notify")), {
    default: ["rpc-cast", "rpc-reply"],
    help: "Kinds of message that are sent without asking for an acknowledgement, and may be lost unnoticed. Values replace the default.",
    differs:
      "Unknown kinds are refused, and a transport URL and the environment may list several with commas; oslo.messaging matches nothing then.",
  }),
};

const addressing = {
  addressingMode: define("addressing_mode", choice("legacy", "routable", "dynamic"), {
    default: "dynamic",
    help: "Form of the addresses: legacy for brokers, routable for routers, dynamic to choose by what the peer says it is.",
    differs: "Other values are refused; oslo.messaging takes them for routable.",
  }),
  serverRequestPrefix: define("server_request_prefix", text, {
    default: "exclusive",
    deprecated: inAmqp1("server_request_prefix"),
    help: "Legacy addressing: prefix of the address of one server.",
  }),
  broadcastPrefix: define("broadcast_prefix", text, {
    default: "broadcast",
    deprecated: inAmqp1("broadcast_prefix"),
    help: "Legacy addressing: prefix of the address of all servers.",
  }),
  groupRequestPrefix: define("group_request_prefix", text, {
    default: "unicast",
    deprecated: inAmqp1("group_request_prefix"),
    help: "Legacy addressing: prefix of the address of any one of the servers.",
  }),
  rpcAddressPrefix: define("rpc_address_prefix", text, {
    default: "openstack.org/om/rpc",
    help: "Routable addressing: what every RPC address begins with.",
  }),
  notifyAddressPrefix: define("notify_address_prefix", text, {
    default: "openstack.org/om/notify",
    help: "Routable addressing: what every notification address begins with.",
  }),
  multicastAddress: define("multicast_address", text, {
    default: "multicast",
    help: "Routable addressing: part of an address that reaches all servers.",
  }),
  unicastAddress: define("unicast_address", text, {
    default: "unicast",
    help: "Routable addressing: part of an address that reaches one server.",
  }),
  anycastAddress: define("anycast_address", text, {
    default: "anycast",
    help: "Routable addressing: part of an address that reaches any one of the servers.",
  }),
  defaultNotificationExchange: define("default_notification_exchange", text, {
    help: "Routable addressing: exchange of notifications. Unset, it is control_exchange.",
  }),
  defaultRpcExchange: define("default_rpc_exchange", text, {
    help: "Routable addressing: exchange of RPC targets that name none. Unset, it is control_exchange.",
  }),
};

/** Options of `[oslo_messaging_amqp]`, the AMQP 1.0 driver's. */
export const amqp = { ...connection, ...security, ...limits, ...sending, ...addressing };

/** The rows of `[oslo_messaging_amqp]`. */
export const amqpGroup: OptionGroup = {
  name: GROUP,
  driver: "amqp",
  help: "Options of the AMQP 1.0 driver. The query of an amqp:// URL may set them as well.",
  options: Object.values(amqp),
};
