"""Says of values whether the checks of generated Python take them.

Reads [[schema, [value, ...]], ...] from standard input and prints [[what is wrong or null, ...], ...]. With the argument
`forms` it goes by the marks of the schemas, and prints [[pointer, expected], ...] or {"read": ..., "written": ...} instead.
"""
import json
import sys

from orders import validation

if "forms" in sys.argv:
    from orders.forms import Forms

    class Plain(json.JSONEncoder):
        def default(self, value):
            return {"$bytes": value.hex()} if isinstance(value, bytes) else {"$decimal": str(value)}

    def judged(forms, schema, value):
        problem = validation.Check(schema, {}, forms.keywords).problem(value)
        if problem is not None:
            return problem
        read = forms.read(schema, value)
        return {"read": read, "written": forms.write(schema, read)}

    forms = Forms({})
    said = [[judged(forms, schema, value) for value in values] for schema, values in json.load(sys.stdin)]
    json.dump(said, sys.stdout, cls=Plain)
    sys.exit()

checks = [(validation.Check(schema, {}), values) for schema, values in json.load(sys.stdin)]
json.dump([[check.problem(value) for value in values] for check, values in checks], sys.stdout)
