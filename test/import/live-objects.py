"""Makes and reads real versioned objects, for the test of their round trips.

Run inside a place that has the packages; reads {"task": "make" or "read", "package": "nova.objects", ...} on stdin and
writes JSON on stdout.

- make: of each of "classes" an object with nothing set, one with all that this script can fill in, and one of which
  some fields have changed, as they travel.
- read: each of "primitives" is read and written again; says what differs, or the class of the exception.
"""
import importlib
import json
import sys

from oslo_serialization import jsonutils
from oslo_versionedobjects import base
from oslo_versionedobjects import exception
from oslo_versionedobjects import fields

MOST_DEPTH = 3
# A project may have one of its own.
registry = base.VersionedObjectRegistry
# Fields that are left alone.
unset = []


def latest(name):
    found = registry.obj_classes().get(name)
    return found[0] if found else None


def subclasses(cls):
    names = registry.obj_classes()
    return [found[0] for found in names.values() if issubclass(found[0], cls) and found[0] is not cls]


class CannotFill(Exception):
    pass


def value_of(kind, depth):
    """A value that a type of fields takes."""
    if isinstance(kind, fields.Object):
        cls = latest(kind._obj_name)
        if cls is None or depth >= MOST_DEPTH:
            raise CannotFill(kind._obj_name)
        if kind._subclasses and subclasses(cls):
            cls = subclasses(cls)[0]
        return filled(cls, depth + 1)
    if isinstance(kind, (fields.List, fields.Set)):
        items = [value_of(kind._element_type._type, depth)]
        return set(items) if isinstance(kind, fields.Set) else items
    if isinstance(kind, fields.Dict):
        return {"1": value_of(kind._element_type._type, depth)}
    if isinstance(kind, fields.Enum):
        return list(kind._valid_values)[0]
    for candidate in (
        "6e8b2f1c-4a55-4b4e-9d0b-0c5b1f6c2a11", 7, True, 0.5, "2026-01-02T03:04:05Z", "192.0.2.1", "2001:db8::1",
        "192.0.2.0/24", "2001:db8::/64", "aa:bb:cc:dd:ee:ff", "0000:00:1f.0", "0:0:0:0", "1:0", "1.0", "text", ["text"],
        {"a": "b"},
    ):
        try:
            return kind.coerce(None, "field", candidate)
        except Exception:
            continue
    raise CannotFill(type(kind).__name__)


def filled(cls, depth=0):
    made = cls()
    for name, field in cls.fields.items():
        if name in unset:
            continue
        try:
            setattr(made, name, value_of(field._type, depth))
            # What cannot be written is nothing that travels.
            field.to_primitive(made, name, getattr(made, name))
        except Exception:
            if hasattr(made, "_obj_" + name):
                delattr(made, "_obj_" + name)
                made._changed_fields.discard(name)
            if field.nullable:
                setattr(made, name, None)
    return made


def reset(made):
    for name in made.fields:
        inner = getattr(made, "_obj_" + name, None)
        for each in inner if isinstance(inner, list) else [inner]:
            if isinstance(each, base.VersionedObject):
                reset(each)
    made.obj_reset_changes()


def changed(cls):
    made = filled(cls)
    reset(made)
    for name, field in list(cls.fields.items())[:2]:
        if field.nullable and not field.read_only and getattr(made, "_obj_" + name, None) is not None:
            setattr(made, name, None)
    return made


def written(made):
    return jsonutils.loads(jsonutils.dumps(made.obj_to_primitive()))


def attempt(make, cls):
    """What an object is written as; nothing where its class asks for more than it has, as a database."""
    try:
        return [plain(written(cls() if make is cls else make(cls)))]
    except exception.OrphanedObjectError:
        return []


def plain(value):
    """The same for primitives that say the same: sets have no order."""
    if isinstance(value, dict):
        inner = {name: plain(member) for name, member in value.items()}
        return {name: sorted(member) if name.endswith(".changes") else member for name, member in inner.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def read(serializer_base, primitive):
    try:
        made = serializer_base.obj_from_primitive(primitive)
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}
    return {"primitive": plain(written(made))}


def load(path):
    module, name = path.split(":")
    return getattr(importlib.import_module(module), name)


def main():
    global registry, unset
    asked = json.load(sys.stdin)
    for module in asked["modules"]:
        importlib.import_module(module)
    for function in asked["before"]:
        load(function)()
    registry = load(asked["registry"])
    unset = asked["unset"]
    if asked["task"] == "make":
        answer = {}
        for name in asked["classes"]:
            cls = latest(name)
            answer[name] = [each for make in (cls, filled, changed) for each in attempt(make, cls)]
    else:
        serializer_base = load(asked["base"])
        answer = [read(serializer_base, primitive) for primitive in asked["primitives"]]
    json.dump(answer, sys.stdout)


main()
