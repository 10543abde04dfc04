/** A manager in Python with so many methods, as services of OpenStack write them. */
export function manager(methods: number): string {
  const body = Array.from({ length: methods }, (_, index) => [
    `    @messaging.expected_exceptions(exception.Thing${index % 20}NotFound)`,
    `    def method_${index}(self, context, thing_id, size: int, options=None, force=False):`,
    `        """Does thing ${index}.`,
    "",
    "        :param thing_id: the thing that it is done to",
    "        :param options: a dict of what else there is to say",
    "        :returns: the thing as it is then",
    '        """',
    `        LOG.debug("Doing thing ${index} to %s", thing_id)`,
    "        if options is None:",
    "            options = {}",
    `        elif options.get("kind") not in ("one", "other"):`,
    `            raise exception.Thing${index % 20}NotFound(thing_id=thing_id)`,
    "        thing = self.db.thing_get(context, thing_id)",
    "        with self.lock(thing_id):",
    "            for part in thing.parts:",
    "                self.driver.change(context, part, size=size * 2, force=force, **options)",
    `        return {"id": thing_id, "size": size}`,
    "",
  ]);
  return lines([
    "import oslo_messaging as messaging",
    "from oslo_log import log as logging",
    "",
    "from bench import exception",
    "",
    "LOG = logging.getLogger(__name__)",
    "",
    "",
    "class BenchManager:",
    `    target = messaging.Target(topic="bench", version="1.${VERSIONS - 1}")`,
    "",
    ...body.flat(),
  ]);
}

/** The class that calls all of them, each by one version or, where it may not, by another. */
export function client(methods: number): string {
  const body = Array.from({ length: methods }, (_, index) => [
    `    def method_${index}(self, ctxt, thing_id, size, options=None, force=False):`,
    `        version = "1.${index % VERSIONS}"`,
    "        args = dict(thing_id=thing_id, size=size, options=options)",
    "        if self.client.can_send_version(version):",
    `            args["force"] = force`,
    "        else:",
    `            version = "1.0"`,
    "        cctxt = self.client.prepare(server=thing_id, version=version)",
    `        return cctxt.${index % 3 === 0 ? "cast" : "call"}(ctxt, "method_${index}", **args)`,
    "",
  ]);
  return lines([
    "import oslo_messaging as messaging",
    "",
    "",
    "class BenchAPI:",
    "    def __init__(self, transport):",
    `        target = messaging.Target(topic="bench", version="1.0")`,
    "        self.client = messaging.get_rpc_client(transport, target)",
    "",
    ...body.flat(),
  ]);
}

/** The exceptions that the methods raise. */
export function exceptions(): string {
  const classes = Array.from({ length: 20 }, (_, index) => [
    `class Thing${index}NotFound(Exception):`,
    `    """There is no such thing ${index}."""`,
    "",
    "",
  ]);
  return lines(classes.flat());
}

const VERSIONS = 10;

const lines = (texts: readonly string[]): string => `${texts.join("\n")}\n`;
