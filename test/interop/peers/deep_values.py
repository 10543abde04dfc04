"""Prints how the rules of generated Python refuse values that overflow its stack, as {what was done: the error, or null}."""
import json

from orders import service, validation
from orders.forms import Forms

DEPTH = 5000
TREE = {"$ref": "#/$defs/Tree"}
TEXT = {"type": "string", "contentEncoding": "base64", "programType": "bytes"}
DEFINITIONS = {"Tree": {"properties": {"data": TEXT, "kids": {"items": TREE}}}}
FORMS = Forms(DEFINITIONS)
METHOD = service.Method("m", "1.0", (service.Param("v", TREE),), result=TREE)
RULES = service.MethodRules(METHOD, DEFINITIONS, FORMS)
EVENT = service.EventRules(service.Event("e", "e", TREE), DEFINITIONS, FORMS)


def deep(depth):
    value = {"data": "YQ=="}
    for _ in range(depth):
        value = {"kids": [value]}
    return value


def endless():
    value = {"kids": []}
    value["kids"].append(value)
    return value


def told(use, value):
    try:
        found = use(value)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return found if isinstance(found, str) else None


USES = {
    "check_arguments": lambda value: RULES.check_arguments({"v": value}),
    "read": lambda value: RULES.read({"v": value}),
    "written": lambda value: RULES.written({"v": value}),
    "check_result": RULES.check_result,
    "read_result": RULES.read_result,
    "written_result": RULES.written_result,
    "payload": EVENT.problem,
    "read_payload": EVENT.read,
    "written_payload": EVENT.written,
}
print(
    json.dumps(
        {
            name: [told(use, value) for value in (deep(5), deep(DEPTH), endless())]
            for name, use in USES.items()
        }
    )
)
