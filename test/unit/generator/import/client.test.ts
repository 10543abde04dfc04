import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Imported, importFiles, methodOf } from "./support.js";

/** Imports a client class, written as the body of the class. */
async function importClient(body: string, version = "2.0"): Promise<Imported> {
  const indented = body
    .split("\n")
    .map((line) => (line === "" ? "" : `    ${line}`))
    .join("\n");
  const text = `import oslo_messaging

class StockAPI(object):
    def __init__(self):
        target = oslo_messaging.Target(topic="stock", version="${version}")
        self.client = oslo_messaging.get_rpc_client(TRANSPORT, target)

${indented}
`;
  return importFiles({ "rpcapi.py": text }, "rpcapi.py");
}

function paramsOf(imported: Imported, name: string) {
  return methodOf(imported, name).params?.map((param) => [
    param.name,
    param.required ?? true,
    ...(param.since === undefined ? [] : [param.since]),
  ]);
}

describe("an imported client", () => {
  it("says which methods are called and which cast, and with which arguments", async () => {
    const imported = await importClient(`def get(self, ctxt, key: str, depth=None):
    return self.client.prepare(version="2.0").call(ctxt, "get_it", key=key, depth=depth)

def put(self, ctxt, item):
    cctxt = self.client.prepare(server=item.host)
    cctxt.cast(ctxt, 'put', item=item, count=len(item))

def all(self, ctxt):
    self.client.prepare(fanout=True).cast(ctxt, "all")

def nothing(self, ctxt):
    return subprocess.call(ctxt)`);
    const { methods } = imported.definition;
    assert.deepEqual(Object.keys(methods), ["get_it", "put", "all"]);
    assert.deepEqual(
      Object.values(methods).map(({ kind }) => kind),
      [undefined, "cast", "cast"],
    );
    assert.deepEqual(paramsOf(imported, "get_it"), [
      ["key", true],
      ["depth", true],
    ]);
    assert.deepEqual(methodOf(imported, "get_it").params?.[0]?.schema, { type: "string" });
    assert.deepEqual(methodOf(imported, "get_it").result, {});
  });

  it("follows a sending method of its own that it chooses first and calls later", async () => {
    const imported = await importClient(`def call(self, ctxt, msg):
    method, kwargs = msg
    return self.client.call(ctxt, method, **kwargs)

def cast(self, ctxt, msg):
    method, kwargs = msg
    return self.client.cast(ctxt, method, **kwargs)

def drop(self, ctxt, item, cast=False):
    send = self.cast if cast else self.call
    return send(ctxt, ('drop', {'item': item}))`);
    assert.deepEqual(Object.keys(imported.definition.methods), ["drop"]);
    assert.deepEqual(paramsOf(imported, "drop"), [["item", true]]);
    assert.equal(methodOf(imported, "drop").kind, "both");
  });

  it("has the target that a function of its project makes of keywords", async () => {
    const { definition } = await importFiles(
      {
        "rpcapi.py": `from shop import messaging

class StockAPI(object):
    def __init__(self):
        self._client = messaging.get_rpc_client(topic="stock-keeper", version="1.0")

    def get(self, ctxt, key):
        return self._client.prepare(version="1.2").call(ctxt, "get", key=key)
`,
      },
      "rpcapi.py",
    );
    assert.equal(definition.topic, "stock-keeper");
    assert.equal(definition.version, "1.2");
  });

  it("sends what a function makes of a way to send in the same way", async () => {
    const imported = await importClient(`def _send(self, ctxt, method, sure=False, **kwargs):
    cctxt = self.client.prepare(fanout=not sure)
    send = retry(cctxt.call, 3) if sure else cctxt.cast
    send(ctxt, method, **kwargs)

def add(self, ctxt, item):
    self._send(ctxt, 'add', sure=True, item=item)

def drop(self, ctxt, item):
    self._send(ctxt, 'drop', item=item)

def count(self, ctxt, item, sure):
    self._send(ctxt, 'count', sure, item=item)`);
    assert.deepEqual(paramsOf(imported, "add"), [["item", true]]);
    assert.deepEqual(
      imported.methods.map(({ name, certain }) => [name, certain[0]]),
      [
        ["add", "call"],
        ["drop", "cast"],
        ["count", "call and cast"],
      ],
    );
    assert.deepEqual(
      ["add", "drop", "count"].map((name) => methodOf(imported, name).kind),
      [undefined, "cast", "both"],
    );
  });

  it("follows dicts of arguments on all ways", async () => {
    const imported = await importClient(`def one(self, ctxt, a, b, c):
    kw = {'a': a, 'b': b, **{'x': 1}}
    kw['c'] = c
    kw.update(d=1)
    del kw['x']
    if b:
        kw['e'] = 2
    else:
        kw.pop('a')
    with lock:
        kw = dict(kw, f=3)
    for each in c:
        kw.setdefault('g', 4)
    self.client.cast(ctxt, 'one', **kw)`);
    assert.deepEqual(paramsOf(imported, "one"), [
      ["b", true],
      ["c", true],
      ["d", true],
      ["f", true],
      ["a", false],
      ["e", false],
      ["g", false],
    ]);
  });

  it("knows the versions a peer is asked for, and what older ones are not sent", async () => {
    const imported = await importClient(
      `VERSION = '2.1'

def _known(self, new, *old):
    for version in (new,) + old:
        if self.client.can_send_version(version):
            return version

def _ver(self, old):
    if self.client.can_send_version('2.0'):
        return '2.0'
    return old

def _cctxt(self, version=None, **kwargs):
    if version is None:
        version = self.VERSION
    if isinstance(version, tuple):
        version = self._known(*version)
    return self.client.prepare(version=version, **kwargs)

def plain(self, ctxt):
    self._cctxt().cast(ctxt, 'plain')

def several(self, ctxt, a, b):
    kw = dict(a=a, b=b)
    cctxt = self._cctxt(('2.4', '2.2'), server='x')
    if not cctxt.can_send_version('2.4'):
        kw.pop('b')
    cctxt.call(ctxt, 'several', **kw)

def steps(self, ctxt, a, b, c):
    kw = {'a': a, 'b': b, 'c': c}
    version = '2.6'
    if not self.client.can_send_version(version):
        del kw['c']
        version = '2.5'
    if not self.client.can_send_version(version):
        del kw['b']
        version = '2.3'
    self._cctxt(version).cast(ctxt, 'steps', **kw)

def older(self, ctxt, a):
    kw = {}
    if not self.client.can_send_version('2.0'):
        kw['gone'] = a
    if self.client.can_send_version('2.7'):
        kw['new'] = a
    self._cctxt(self._ver('1.9')).cast(ctxt, 'older', **kw)`,
      "2.8",
    );
    const since = Object.entries(imported.definition.methods).map(([name, method]) => [name, method.since]);
    assert.deepEqual(Object.fromEntries(since), {
      plain: "2.1",
      several: "2.2",
      steps: "2.3",
      older: undefined,
    });
    assert.deepEqual(paramsOf(imported, "several"), [
      ["a", true],
      ["b", false, "2.4"],
    ]);
    assert.deepEqual(paramsOf(imported, "steps"), [
      ["a", true],
      ["b", false, "2.5"],
      ["c", false, "2.6"],
    ]);
    assert.deepEqual(paramsOf(imported, "older"), [["new", false, "2.7"]]);
  });

  it("has the version that an argument is sent with, where only the argument decides", async () => {
    const imported = await importClient(`def clean(self, ctxt, node, ramdisk=None, raid=None):
    kwargs = {}
    version = '2.3'
    if ramdisk is not None:
        kwargs['ramdisk'] = ramdisk
        version = '2.5'
    if raid:
        kwargs['raid'] = raid
        version = '2.6'
    cctxt = self.client.prepare(version=version)
    return cctxt.call(ctxt, 'clean', node=node, **kwargs)`);
    assert.equal(methodOf(imported, "clean").since, "2.3");
    assert.deepEqual(paramsOf(imported, "clean"), [
      ["node", true],
      ["ramdisk", false, "2.5"],
      ["raid", false, "2.6"],
    ]);
  });

  it("asks for the version of the latest argument that the endpoint needs", async () => {
    const imported = await importFiles(
      {
        "manager.py": `
import oslo_messaging as messaging


class StockManager:
    target = messaging.Target(topic="stock", version="1.3")

    def start(self, context, config, flavour, wait=False):
        pass
`,
        "rpcapi.py": `
import oslo_messaging as messaging


class StockAPI:
    def __init__(self, transport):
        self.client = messaging.get_rpc_client(transport, messaging.Target(topic="stock", version="1.0"))

    def start(self, ctxt, config, flavour, wait):
        kw = dict(config=config, flavour=flavour, wait=wait)
        version = "1.3"
        if not self.client.can_send_version(version):
            kw.pop("wait")
            version = "1.2"
        if not self.client.can_send_version(version):
            kw.pop("flavour")
            version = "1.0"
        self.client.prepare(version=version).cast(ctxt, "start", **kw)
`,
      },
      "manager.py",
      "rpcapi.py",
    );
    assert.equal(methodOf(imported, "start").since, "1.2");
    assert.deepEqual(paramsOf(imported, "start"), [
      ["config", true],
      ["flavour", true],
      ["wait", false, "1.3"],
    ]);
    assert.deepEqual(
      imported.methods[0]?.guessed.filter((text) => /version/.test(text)),
      ["version 1.2 (flavour came with it, and must be there)"],
    );
  });

  it("is a client class also where it keeps its target as an endpoint does", async () => {
    const { definition } = await importFiles(
      {
        "manager.py": `class Manager(object):
    def resize(self, context, size, online=False):
        self.sizes = size
`,
        "api.py": `import oslo_messaging as messaging

class API(object):
    def __init__(self, context):
        self.context = context
        self.target = messaging.Target(topic="guest", version="1.0")
        self.client = messaging.get_rpc_client(None, self.target)

    def resize(self, size):
        cctxt = self.client.prepare(version="1.0")
        return cctxt.call(self.context, "resize", size=size)
`,
      },
      "manager.py",
      "api.py",
      "--class",
      "Manager",
      "API",
    );
    assert.equal(definition.topic, "guest");
    assert.deepEqual(
      definition.methods.resize?.params?.map(({ name, required = true }) => [name, required]),
      [
        ["size", true],
        ["online", false],
      ],
    );
  });

  it("shows that a decorator has taken the context of methods before they get their arguments", async () => {
    const imported = await importFiles(
      {
        "ops.py": `import oslo_messaging as messaging

class Ops(object):
    target = messaging.Target(topic="ops", version="1.0")

    @request_context
    def run(self, job, force=False):
        return job

    @request_context
    def quiet(self, job):
        return job

    @request_context
    def version(self):
        return "1"

class RemoteOps(object):
    def __init__(self, transport):
        self.client = messaging.get_rpc_client(transport, messaging.Target(topic="ops", version="1.0"))

    def run(self, ctxt, job, force=False):
        self.client.cast(ctxt, "run", job=job, force=force)

    def version(self, ctxt):
        return self.client.call(ctxt, "version")
`,
      },
      "ops.py",
    );
    const names = (method: string) => (methodOf(imported, method).params ?? []).map(({ name }) => name);
    assert.deepEqual([names("run"), names("quiet"), names("version")], [["job", "force"], ["job"], []]);
    assert.deepEqual(imported.disagreements, ["quiet is served, and no client asks for it"]);
  });

  it("follows helpers of itself and of its bases, by self and by super", async () => {
    const imported = await importClient(`def call(self, ctxt, message, version=None):
    method, kwargs = message
    return self.client.prepare(version=version).call(ctxt, method, **kwargs)

def make(self, method, **kwargs):
    return method, kwargs

def show(self, ctxt, name):
    return self.call(ctxt, self.make('show', name=name), version='2.0')

def report(self, ctxt, state, wait):
    method = self.client.call if wait else self.client.cast
    return method(ctxt, 'report', state=state)`);
    assert.deepEqual(Object.keys(imported.definition.methods), ["show", "report"]);
    assert.deepEqual(paramsOf(imported, "show"), [["name", true]]);
    const report = imported.methods.find(({ name }) => name === "report");
    assert.equal(report?.certain[0], "call and cast");
  });
});
