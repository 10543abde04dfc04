/** As RabbitMQ's documentation has them. */
const PORT = 15672;
const TLS_PORT = 15671;

/** Where RabbitMQ has its management page on a host unless it is configured otherwise. */
export function managementPage(host: string, isTls: boolean): URL {
  const name = host.includes(":") ? `[${host}]` : host;
  return new URL(isTls ? `https://${name}:${TLS_PORT}` : `http://${name}:${PORT}`);
}
