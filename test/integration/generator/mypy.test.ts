import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pythonPackage } from "../../../generator/python/package-files.js";
import { pythonModel } from "../../../generator/python/program-types.js";
import { packageName } from "../../../generator/python/python-names.js";
import { loadService } from "../../../src/definition/load-service.js";
import { codeBlocks } from "../../package/readme-blocks.js";
import { needs } from "../../support/peers.js";
import { mypy } from "../../support/python.js";
import { FIXTURES } from "../../unit/generator/fixtures.js";
import { writePackage } from "../../unit/generator/python/fixtures.js";

const RIGHT = `
from __future__ import annotations

from decimal import Decimal
from typing import Any

from orders import UNSET, Order, OrdersClient, OrdersEndpoint, OrdersNotificationEndpoint, OrdersNotifier, Placed, SealResult, SoldOut
from orders.service import Unset


class Mine(OrdersEndpoint, validate=False):
    def place(
        self,
        ctxt: Any,
        order: Order,
        from_: str,
        priority: int = 5,
        note: str | None | Unset = UNSET,
        express: bool | None = None,
    ) -> Placed:
        if order["amount"] > 100:
            raise SoldOut("no more", left=100)
        return {"order": order, "from": from_, "priority": priority}

    def do_count(self, ctxt: Any) -> int:
        return 1

    def lookup(self, ctxt: Any, id: str) -> Order | None:
        return None

    def forget(self, ctxt: Any, id: str) -> None:
        pass

    def restock(self, ctxt: Any, amount: int, **kwargs: str) -> int:
        return amount + len(kwargs)

    def pack(
        self,
        ctxt: Any,
        id: str,
        paper: bool | None = None,
        weight: int | str | None | Unset = UNSET,
    ) -> str:
        return id

    def label(
        self, ctxt: Any, id: str, colour: str | None = None, **kwargs: str | int
    ) -> dict[str, str | int]:
        return kwargs

    def seal(
        self,
        ctxt: Any,
        seal: bytes,
        price: Decimal,
        wax: bytes | None = b"red",
        **kwargs: bytes,
    ) -> SealResult:
        return {"seals": [seal], "prices": {"a": price + 1, "b": "free"}}


class Listener(OrdersNotificationEndpoint):
    def order_placed(
        self, ctxt: Any, publisher_id: str, payload: Order, metadata: dict[str, Any]
    ) -> None:
        print(payload["id"])


def use(client: OrdersClient, notifier: OrdersNotifier) -> int:
    order: Order = {"id": "o-1", "amount": 1, "parts": [{"id": "o-2", "amount": 1}]}
    try:
        placed = client.prepare(server="one", timeout=5).place({}, order, "ada", note=None)
    except SoldOut as error:
        return error.kwargs["left"]
    notifier.order_placed({}, placed["order"], "error")
    return placed["priority"]


Mine()
`;

/** Each line is wrong, for the reason beside it. */
const WRONG = [
  ['client.place({}, {"id": "o-1"}, "ada")', "Missing key"],
  ['client.place({}, {"id": "o-1", "amount": "1"}, "ada")', "Incompatible types"],
  ['client.place({}, {"id": "o-1", "amount": 1})', "Missing positional argument"],
  ['client.place({}, order, "ada", priority="high")', "incompatible type"],
  ['client.place({}, order, "ada", prio=1)', "Unexpected keyword argument"],
  [`client.forget({}, "o-1").x`, "does not return a value"],
  ["count: int = client.cast.restock({}, 1)", "does not return a value"],
  ['client.label({}, "o-1", size=[4])', "incompatible type"],
  ['client.lookup({}, "o-1")["id"]', "not indexable"],
  ['notifier.order_placed({}, order, "debug")', "incompatible type"],
  ['client.prepare(sever="one")', "Unexpected keyword argument"],
  ["OrdersEndpoint()", "abstract class"],
  ['client.on_topic("order")', "incompatible type"],
] as const;

describe("mypy --strict", needs(mypy), () => {
  let folder: string;
  const names = FIXTURES.map((file) => packageName(basename(file, ".json")));

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "generated-python-"));
    for (const [index, file] of FIXTURES.entries()) {
      const files = pythonPackage(pythonModel(loadService(file), { octets: "bytes", decimals: "Decimal" }), {
        version: "0.0.0",
        sourceFile: basename(file),
      });
      writePackage(
        join(folder, names[index] ?? ""),
        files.map(({ name, text }) => [name, text]),
      );
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What it says of packages and modules, in Python 3.9 as far as the type checker knows. */
  function check(...words: readonly string[]): string[] {
    const args = [
      "--strict",
      "--no-color-output",
      "--cache-dir",
      join(folder, ".cache"),
      "--python-version",
      "3.9",
    ];
    const { stdout, stderr } = spawnSync("mypy", [...args, ...words], { cwd: folder, encoding: "utf8" });
    assert.equal(stderr, "");
    return stdout.trim().split("\n");
  }

  it("has nothing to say of the packages of all definitions", () => {
    const said = check(...names.flatMap((name) => ["-p", name]));
    assert.match(said.at(-1) ?? "", /^Success: no issues found/, said.slice(0, 20).join("\n"));
  });

  it("has nothing to say of a program that uses one as it should", () => {
    writeFileSync(join(folder, "right.py"), RIGHT);
    const said = check("right.py");
    assert.match(said.at(-1) ?? "", /^Success/, said.join("\n"));
  });

  it("has nothing to say of the program of the guide", () => {
    const [definition = ""] = codeBlocks("docs/guide/definition.md", "json");
    writeFileSync(join(folder, "my-service.json"), definition);
    const model = loadService(join(folder, "my-service.json"));
    const files = pythonPackage(pythonModel(model, { octets: "bytes", decimals: "Decimal" }), {
      version: "0.0.0",
      sourceFile: "my-service.json",
    });
    writePackage(
      join(folder, "guide/my_service"),
      files.map(({ name, text }) => [name, text]),
    );
    writeFileSync(join(folder, "guide/program.py"), codeBlocks("docs/guide/python.md", "python").join("\n"));
    // Neither has type hints, which is said of whoever imports them.
    const untyped = ["oslo_messaging", "oslo_config"].map(
      (name) => `[mypy-${name}.*]\nignore_missing_imports = True\n`,
    );
    writeFileSync(join(folder, "mypy.ini"), ["[mypy]\n", ...untyped].join(""));
    const said = check("--config-file", "mypy.ini", "guide/program.py");
    assert.match(said.at(-1) ?? "", /^Success/, said.join("\n"));
  });

  it("finds each mistake of a program that does not", () => {
    const head = ["from orders import Order, OrdersClient, OrdersEndpoint, OrdersNotifier", ""];
    const start = ["def use(client: OrdersClient, notifier: OrdersNotifier, order: Order) -> None:"];
    const lines = [...head, ...start, ...WRONG.map(([line]) => `    ${line}`), ""];
    writeFileSync(join(folder, "wrong.py"), lines.join("\n"));
    const said = check("wrong.py").filter((line) => line.includes(": error: "));
    for (const [index, [line, expected]] of WRONG.entries()) {
      const place = `wrong.py:${head.length + start.length + index + 1}: `;
      const found = said.filter((text) => text.startsWith(place));
      assert.ok(
        found.some((text) => text.includes(expected)),
        `${line}: ${found.join("\n") || "nothing is said of it"}`,
      );
    }
  });
});
