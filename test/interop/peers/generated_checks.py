"""Says of values whether the checks of generated Python take them.

Reads [[schema, [value, ...]], ...] from standard input and prints [[what is wrong or null, ...], ...].
"""
import json
import sys

from orders import validation

checks = [(validation.Check(schema, {}), values) for schema, values in json.load(sys.stdin)]
json.dump([[check.problem(value) for value in values] for check, values in checks], sys.stdout)
