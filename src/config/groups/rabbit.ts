import { type OptionGroup, optionsOf, UNUSED } from "../option.js";
import { boolean, choice, float, integer, text } from "../option-types.js";

const GROUP = "oslo_messaging_rabbit";
const define = optionsOf(GROUP);
const formerly = (name: string) => [{ group: GROUP, name }];
const inDefault = (name: string) => [{ group: "DEFAULT", name }];
const atLeast0 = integer({ min: 0 });
const atLeast1 = integer({ min: 1 });

const connection = {
  rabbitRetryInterval: define("rabbit_retry_interval", atLeast1, {
    default: 1,
    help: "Seconds before the first attempt to connect again.",
  }),
  rabbitRetryBackoff: define("rabbit_retry_backoff", atLeast0, {
    default: 2,
    deprecated: inDefault("rabbit_retry_backoff"),
    help: "What the pause is multiplied by after each failed attempt.",
    differs: "Multiplies the pause, as the AMQP 1.0 driver does; oslo.messaging adds it.",
  }),
  rabbitIntervalMax: define("rabbit_interval_max", atLeast1, {
    default: 30,
    help: "Longest pause between two attempts to connect, in seconds.",
  }),
  heartbeatTimeoutThreshold: define("heartbeat_timeout_threshold", integer(), {
    default: 60,
    help: "Seconds without a byte from the broker after which the connection counts as lost; 0 or less waits for ever.",
  }),
  heartbeatRate: define("heartbeat_rate", atLeast1, {
    default: 3,
    help: "How often the heartbeat is checked within heartbeat_timeout_threshold.",
    differs: UNUSED,
  }),
  kombuFailoverStrategy: define("kombu_failover_strategy", choice("round-robin", "shuffle"), {
    default: "round-robin",
    help: "Which host comes next when one is lost: the one after it, or, with shuffle, the next of a random order. The first is a random one.",
  }),
  rabbitLoginMethod: define(
    "rabbit_login_method",
    choice("PLAIN", "AMQPLAIN", "EXTERNAL", "RABBIT-CR-DEMO"),
    {
      default: "AMQPLAIN",
      deprecated: inDefault("rabbit_login_method"),
      help: "EXTERNAL logs in with the client certificate; everything else with user name and password.",
      differs: "AMQP 1.0 has no AMQPLAIN: PLAIN is used, which sends the same.",
    },
  ),
};

const security = {
  ssl: define("ssl", boolean, {
    default: false,
    deprecated: formerly("rabbit_use_ssl"),
    help: "Connects with TLS. Without ssl_ca_file the broker is checked with the system's certificate authorities, its name included.",
    differs: "oslo.messaging checks nothing without ssl_ca_file.",
  }),
  sslVersion: define("ssl_version", choice("", "TLSv1", "TLSv1_1", "TLSv1_2", "TLSv1_3", "SSLv23"), {
    default: "",
    deprecated: formerly("kombu_ssl_version"),
    help: "The one version of TLS to use; empty or SSLv23 takes the best both sides have.",
    differs: "Knows TLSv1_3 as well, and no SSLv2 or SSLv3.",
  }),
  sslCaFile: define("ssl_ca_file", text, {
    default: "",
    deprecated: formerly("kombu_ssl_ca_certs"),
    help: "PEM file with the certificate authorities that may sign the broker's certificate.",
  }),
  sslCertFile: define("ssl_cert_file", text, {
    default: "",
    deprecated: formerly("kombu_ssl_certfile"),
    help: "PEM file with this process's own certificate, and its private key unless ssl_key_file is set.",
  }),
  sslKeyFile: define("ssl_key_file", text, {
    default: "",
    deprecated: formerly("kombu_ssl_keyfile"),
    help: "PEM file with the private key of ssl_cert_file.",
  }),
  sslEnforceHostnameVerification: define("ssl_enforce_hostname_verification", boolean, {
    default: false,
    help: "Checks, with ssl_ca_file, that the certificate is the host's of the URL.",
  }),
  sslEnforceFipsMode: define("ssl_enforce_fips_mode", boolean, {
    default: false,
    help: "FIPS mode of OpenSSL.",
    differs: `${UNUSED} Start Node.js with --force-fips instead.`,
  }),
};

const topology = {
  amqpDurableQueues: define("amqp_durable_queues", boolean, {
    default: false,
    help: "Declares topic exchanges and topic queues durable. All services of a deployment must agree on it.",
  }),
  amqpAutoDelete: define("amqp_auto_delete", boolean, {
    default: false,
    deprecated: inDefault("amqp_auto_delete"),
    help: "Declares topic exchanges and topic queues auto-delete. All services of a deployment must agree on it.",
  }),
  rabbitHaQueues: define("rabbit_ha_queues", boolean, {
    default: false,
    deprecated: inDefault("rabbit_ha_queues"),
    help: "Mirrored queues.",
    differs: "Refused: RabbitMQ 4 has no mirrored queues. Use rabbit_quorum_queue.",
  }),
  rabbitQuorumQueue: define("rabbit_quorum_queue", boolean, {
    default: false,
    help: "Declares topic queues as quorum queues, and topic exchanges durable. All services of a deployment must agree on it.",
  }),
  rabbitTransientQuorumQueue: define("rabbit_transient_quorum_queue", boolean, {
    default: false,
    help: "Other services declare fanout and reply queues as quorum queues, and fanout exchanges durable.",
    differs:
      "Concerns the fanout exchange alone: reply and fanout queues here belong to their connection, which quorum queues cannot.",
  }),
  rabbitQuorumDeliveryLimit: define("rabbit_quorum_delivery_limit", integer(), {
    default: 0,
    help: "How often a quorum queue takes a message back before it drops it; -1 is no limit, and 0 leaves it to the broker: 20 times in RabbitMQ 4, of which 4.0 counts everything that comes back, and 4.3 failed deliveries.",
  }),
  rabbitQuorumMaxMemoryLength: define("rabbit_quorum_max_memory_length", integer(), {
    default: 0,
    deprecated: formerly("rabbit_quroum_max_memory_length"),
    help: "Messages of a quorum queue kept in memory; 0 is no limit.",
  }),
  rabbitQuorumMaxMemoryBytes: define("rabbit_quorum_max_memory_bytes", integer(), {
    default: 0,
    deprecated: formerly("rabbit_quroum_max_memory_bytes"),
    help: "Bytes of a quorum queue kept in memory; 0 is no limit.",
  }),
  rabbitRedeclareInterval: define("rabbit_redeclare_interval", float({ min: 0 }), {
    default: 30,
    help: "Seconds between two looks at whether the exchanges, queues and bindings of a server, listener or notifier are still there; what somebody has deleted is declared again; and at whether all has come that the stream of fanouts has. 0 never looks.",
    differs: "oslo.messaging has no such option: it declares again when it connects.",
  }),
  rabbitTransientQueuesTtl: define("rabbit_transient_queues_ttl", atLeast0, {
    default: 1800,
    help: "Seconds after which an unused reply or fanout queue is deleted; with rabbit_stream_fanout the age at which the stream may drop fanouts, and 0 keeps them. All services of a deployment must agree on it.",
    differs: "Counts for streams alone: reply and fanout queues here end with their connection.",
  }),
  useQueueManager: define("use_queue_manager", boolean, {
    default: false,
    help: "Names reply and fanout queues after host and process, as reply_HOST:PROCESS:oslo-rpc-1, with the lowest number that is free.",
    differs:
      "RabbitMQ decides which number is free: no lock_path is needed, and no two processes ever share a queue. The queues end with their connection, so that fanouts sent meanwhile do not wait.",
  }),
  hostname: define("hostname", text, {
    default: "",
    help: "Host in such names; empty is this machine's.",
  }),
  processname: define("processname", text, {
    default: "",
    help: "Process in such names; empty is the program's file name.",
  }),
  rabbitStreamFanout: define("rabbit_stream_fanout", boolean, {
    default: false,
    help: "Keeps the fanouts of a topic in one stream, which all its servers read: what is sent while a server has lost its connection comes when it is back. Needs rabbit_transient_quorum_queue. All services of a deployment must agree on it.",
    differs:
      "A server that starts begins behind what is there; oslo.messaging's handles the last fanouts again. Does not ask for rabbit_qos_prefetch_count.",
  }),
};

const messages = {
  kombuCompression: define("kombu_compression", choice("", "gzip", "bz2"), {
    default: "",
    help: "Compresses the bodies of messages; empty does not. What others send is read compressed or not.",
    differs: "bz2 is refused: bodies in it cannot be read here. Set gzip in every service, or nothing.",
  }),
  kombuMissingConsumerRetryTimeout: define("kombu_missing_consumer_retry_timeout", integer(), {
    default: 60,
    deprecated: formerly("kombu_reconnect_timeout"),
    help: "Seconds a server tries to deliver a reply whose queue is not there.",
  }),
  rabbitQosPrefetchCount: define("rabbit_qos_prefetch_count", integer(), {
    default: 0,
    help: "How many messages of each queue the broker may have on the way to a consumer; 0 or less is 100.",
    differs: "0 or less is 100, not without limit.",
  }),
  directMandatoryFlag: define("direct_mandatory_flag", boolean, {
    default: true,
    help: "Makes the broker tell when a reply reaches no queue.",
    differs: "It always does.",
  }),
};

const unused = {
  rpcConnPoolSize: define("rpc_conn_pool_size", integer(), {
    default: 30,
    deprecated: inDefault("rpc_conn_pool_size"),
    help: "Size of the pool of connections.",
    differs: `${UNUSED} A transport has one connection.`,
  }),
  connPoolMinSize: define("conn_pool_min_size", integer(), {
    default: 2,
    help: "Connections kept in the pool.",
    differs: UNUSED,
  }),
  connPoolTtl: define("conn_pool_ttl", integer(), {
    default: 1200,
    help: "Seconds an idle connection stays in the pool.",
    differs: UNUSED,
  }),
  heartbeatInPthread: define("heartbeat_in_pthread", boolean, {
    default: false,
    help: "Runs the heartbeat in a thread.",
    differs: UNUSED,
  }),
  kombuReconnectDelay: define("kombu_reconnect_delay", float({ min: 0 }), {
    default: 1,
    deprecated: inDefault("kombu_reconnect_delay"),
    help: "Seconds to wait after the broker has cancelled a consumer.",
    differs: `${UNUSED} The wait is rabbit_retry_interval.`,
  }),
  kombuReconnectSplay: define("kombu_reconnect_splay", float({ min: 0 }), {
    default: 0,
    help: "Random seconds added to kombu_reconnect_delay.",
    differs: UNUSED,
  }),
  enableCancelOnFailover: define("enable_cancel_on_failover", boolean, {
    default: false,
    help: "Has consumers cancelled when their queue goes down.",
    differs: `${UNUSED} AMQP 1.0 always tells.`,
  }),
};

/** Options of `[oslo_messaging_rabbit]`, the RabbitMQ driver's. */
export const rabbit = { ...connection, ...security, ...topology, ...messages, ...unused };

/** The rows of `[oslo_messaging_rabbit]`. */
export const rabbitGroup: OptionGroup = {
  name: GROUP,
  driver: "rabbit",
  help: "Options of the RabbitMQ driver. The query of a rabbit:// URL may set them as well.",
  options: Object.values(rabbit),
};
