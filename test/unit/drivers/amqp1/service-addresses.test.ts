import assert from "node:assert/strict";
import { test } from "node:test";
import { loadConfiguration } from "../../../../src/config/configuration.js";
import { serviceAddresses } from "../../../../src/drivers/amqp1/request.js";

const services = [
  "openstack.org/om/rpc/anycast/x/t",
  "openstack.org/om/notify/anycast/x/t.info",
  "/openstack.org/om/rpc/unicast/x/t/s",
  "amqp:/openstack.org/om/rpc/multicast/x/t",
  "amqp://router.example/openstack.org/om/rpc/anycast/x/t",
  "unicast.x.t",
  "exclusive.x.t.s",
  "broadcast.x.t.all",
];
const others = [
  "oslo-rpc-router/dynamic/4f7c",
  "amqp:/_topo/0/router.1/temp.Xy",
  "/temp/reply",
  "unicast",
  "openstack.org/om/rpcs/x",
];

test("addresses of servers and listeners are told from others, in both forms and before a peer is known", () => {
  const isService = serviceAddresses(loadConfiguration({}));
  for (const address of services) assert.equal(isService(address), true, address);
  for (const address of others) assert.equal(isService(address), false, address);
  const values = {
    "oslo_messaging_amqp.rpc_address_prefix": "/own/rpc",
    "oslo_messaging_amqp.group_request_prefix": "g",
  };
  const own = serviceAddresses(loadConfiguration({ values }));
  assert.equal(own("own/rpc/anycast/x/t"), true);
  assert.equal(own("g.x.t"), true);
  assert.equal(own("openstack.org/om/rpc/anycast/x/t"), false);
});
