import { it } from "node:test";
import { Random } from "../support/random.js";
import { fuzzClients, fuzzRouter } from "./support/fuzz.js";

const limit = { timeout: 120_000 };

it("a router outlives random bytes and recorded traffic with mistakes in it", limit, (test) =>
  fuzzRouter(test, new Random(20_190_701), 500),
);

it("clients and servers outlive peers that send such", limit, (test) =>
  fuzzClients(test, new Random(20_200_229), 300),
);
