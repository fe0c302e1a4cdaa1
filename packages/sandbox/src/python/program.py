"""What people's Python sees, and how it is run.

This is a part of the snapshot that every interpreter starts from. An interpreter runs one call and is thrown away, so
nothing here needs protection from the code: the process around it is the wall.
"""

import ast
import base64
import builtins
import collections
import dataclasses
import datetime
import decimal
import enum
import io
import json
import math
import pathlib
import random
import re
import sys
import time
import traceback
import uuid
import zoneinfo

# Code says it comes from this file, in tracebacks.
CODE = "<code>"
# Lines that are printed travel together, but not much later than they were printed.
PRINT_TOGETHER = 64
PRINT_WITHIN = 0.1


class Record(dict):
    """A JSON object whose members are attributes as well, as they are in n8n's first Python."""

    def __getattribute__(self, name):
        if not name.startswith("__") and dict.__contains__(self, name):
            return dict.__getitem__(self, name)
        return super().__getattribute__(name)

    def __setattr__(self, name, value):
        self[name] = value

    def __delattr__(self, name):
        if name not in self:
            raise AttributeError(name)
        del self[name]

    def to_py(self, **_):
        return plain(self)


class Records(list):
    """A JSON list beside `Record`."""

    def to_py(self, **_):
        return plain(self)


def wrapped(value):
    """JSON as records and lists of them."""
    if isinstance(value, dict):
        return Record({key: wrapped(member) for key, member in value.items()})
    return Records(map(wrapped, value)) if isinstance(value, list) else value


class Items(list):
    """The items of the input; called, what another node gave."""

    call = None

    def to_py(self, **_):
        return plain(self)

    def __call__(self, node=None, output=None, run=None):
        return self if node is None else self.call.ask("items", {"node": node, "output": output, "run": run})


class Call:
    """One call: what goes in, what it may ask, and what it changed."""

    def __init__(self, head, items, context, ask, emit):
        self.head = json.loads(head)
        self.asked = ask
        self.printed = Printed(emit, self.head["limits"]["consoleChars"])
        self.view = wrapped if self.head["records"] else lambda value: value
        self.items = Items(map(self.view, json.loads(items)))
        self.items.call = self
        self.context = json.loads(context)
        self.index = 0
        self.answers = {}
        self.static = {}
        self.custom = None

    def ask(self, name, *args):
        """Asks a callback of the call; the answer to the same question is the same object."""
        text = json.dumps(args)
        key = name + text
        if key not in self.answers:
            answer = self.asked(name, text)
            if answer.startswith("E"):
                raise RuntimeError(json.loads(answer[1:]).get("message", "The question could not be answered."))
            self.answers[key] = self.view(json.loads(answer[1:])) if answer.startswith("V") else None
        return self.answers[key]

    def part(self, *names):
        """A part of the context, empty where it is not there."""
        found = self.context
        for name in names:
            found = (found or {}).get(name)
        return self.view(found if found is not None else {})

    def static_data(self, kind):
        if kind not in ("global", "node"):
            raise ValueError(f"Static data is kept for “global” or “node”, not for “{kind}”.")
        if kind not in self.static:
            data = self.part("staticData", kind)
            self.static[kind] = (data, json.dumps(data, sort_keys=True))
        return self.static[kind][0]

    def changes(self):
        changed = {
            kind: plain(data)
            for kind, (data, before) in self.static.items()
            if json.dumps(plain(data), sort_keys=True) != before
        }
        return {
            **({"staticData": changed} if changed else {}),
            **({"customData": self.custom} if self.custom is not None else {}),
        }


class Input:
    def __init__(self, call):
        self._call = call

    def _all(self):
        if self._call.head["mode"] == "eachItem":
            raise RuntimeError("The other items are not there when the code runs once for each item: use _input.item.")
        return self._call.items

    def all(self):
        return self._all()

    def first(self):
        return self._all()[0] if self._all() else None

    def last(self):
        return self._all()[-1] if self._all() else None

    def itemMatching(self, index):
        return self._all()[index]

    @property
    def item(self):
        items = self._call.items
        return items[self._call.index] if items else None

    @property
    def params(self):
        return self._call.part("parameters")

    @property
    def context(self):
        return self._call.part("nodeContext")


class OtherNode:
    """`_("Name")`"""

    def __init__(self, call, name):
        self._call = call
        self._name = name

    def _ask(self, get, **more):
        return self._call.ask("node", {"node": self._name, "get": get, "item": self._call.index, **more})

    def first(self, branch=None, run=None):
        return self._ask("first", branch=branch, run=run)

    def last(self, branch=None, run=None):
        return self._ask("last", branch=branch, run=run)

    def all(self, branch=None, run=None):
        return self._ask("all", branch=branch, run=run)

    def itemMatching(self, index):
        return self._ask("itemMatching", index=index)

    def pairedItem(self, index=None):
        return self._ask("pairedItem", index=index)

    item = property(lambda self: self._ask("item"))
    isExecuted = property(lambda self: self._ask("isExecuted"))
    params = property(lambda self: self._ask("params"))
    context = property(lambda self: self._ask("context"))


class NodeByName(OtherNode):
    """`_node["Name"]`"""

    json = property(lambda self: (self._ask("sameIndex") or {}).get("json"))
    binary = property(lambda self: (self._ask("sameIndex") or {}).get("binary") or {})
    runIndex = property(lambda self: self._ask("runIndex"))
    parameter = property(lambda self: self._ask("params"))

    def __getitem__(self, name):
        return getattr(self, name)


class Nodes:
    def __init__(self, call):
        self._call = call

    def __getitem__(self, name):
        return NodeByName(self._call, name)

    def __getattr__(self, name):
        return NodeByName(self._call, name)


class CustomData:
    def __init__(self, call):
        self._call = call
        self._held = {key: str(value) for key, value in call.part("execution", "customData").items()}

    def set(self, key, value):
        if not isinstance(key, str) or not re.fullmatch(r"[\w-]{1,50}", key, re.ASCII):
            raise ValueError("A key of custom data is text of letters, digits, _ and -, at most 50 of them.")
        if not isinstance(value, (str, int, float)):
            raise TypeError(f"Custom data holds text, but “{key}” was given something else.")
        self._held[key] = str(value)[:512]
        self._call.custom = self._held

    def setAll(self, entries):
        for key, value in entries.items():
            self.set(key, value)

    def get(self, key):
        return self._held.get(key)

    def getAll(self):
        return dict(self._held)


class Closed:
    def _refuse(self, *_):
        raise PermissionError("access to env vars denied: the environment of the server is not shown to workflows.")

    __getitem__ = __contains__ = __iter__ = __len__ = _refuse

    def __getattr__(self, name):
        self._refuse()


class Execution:
    def __init__(self, call):
        about = call.part("execution")
        self.id = about.get("id")
        self.mode = about.get("mode")
        self.resumeUrl = about.get("resumeUrl")
        self.resumeFormUrl = about.get("resumeFormUrl")
        self.customData = CustomData(call)

    def __getitem__(self, name):
        return getattr(self, name)


def names_of(call):
    """The names of the code, apart from those of an item."""
    zone = zone_of(call.context.get("zone"))
    at = call.context.get("now")
    now = datetime.datetime.now(zone) if at is None else datetime.datetime.fromtimestamp(at / 1000, zone)
    view = Record if call.head["records"] else dict
    return {
        "_input": Input(call),
        "_items": call.items,
        "_": lambda name: OtherNode(call, name),
        "_node": Nodes(call),
        "_now": now,
        "_today": now.replace(hour=0, minute=0, second=0, microsecond=0),
        "_execution": Execution(call),
        "_workflow": view(call.part("workflow")),
        "_vars": view(call.part("vars")),
        "_prevNode": view(call.part("prevNode")),
        "_parameter": view(call.part("parameters")),
        "_runIndex": call.context.get("runIndex", 0),
        "_nodeName": call.context.get("nodeName"),
        "_nodeId": call.context.get("nodeId"),
        "_env": Closed(),
        "_getWorkflowStaticData": call.static_data,
        "_evaluateExpression": lambda text, index=None: call.ask("evaluate", text, call.index if index is None else index),
        "_jmespath": lambda data, search: call.ask("jmespath", plain(data), search),
        **(call.context.get("names") or {}),
    }


def names_of_item(call, index):
    """The names whose value is that of the item at hand."""
    call.index = index
    item = call.items[index] if index < len(call.items) else None
    item_names = {"_itemIndex": index}
    if item is not None:
        item_names |= {"_item": item, "_json": item.get("json"), "_binary": item.get("binary") or {}}
    return item_names if call.head["mode"] == "eachItem" else {**item_names, "items": call.items}


def zone_of(name):
    try:
        return zoneinfo.ZoneInfo(name) if name else datetime.timezone.utc
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return datetime.timezone.utc


# Running


def compiled(code):
    """The code as the body of a function, each line where it was; and whether it waits, and whether it returns."""
    tree = ast.parse(code, CODE)
    looks = Looks()
    for statement in tree.body:
        looks.visit(statement)
    kind = ast.AsyncFunctionDef if looks.waits else ast.FunctionDef
    nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    body = tree.body or [ast.Pass()]
    function = kind(name="code", args=nothing, body=body, decorator_list=[], type_params=[])
    module = ast.fix_missing_locations(ast.Module(body=[function], type_ignores=[]))
    return compile(module, CODE, "exec", dont_inherit=True), looks


class Looks(ast.NodeVisitor):
    """Whether code waits or returns itself; functions inside it do so for themselves."""

    def __init__(self):
        self.waits = False
        self.returns = False

    def visit_Await(self, node):
        self.waits = True
        self.generic_visit(node)

    visit_AsyncFor = visit_AsyncWith = visit_Await

    def visit_Return(self, node):
        self.returns = True
        self.generic_visit(node)

    def visit_FunctionDef(self, node):
        pass

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef


def run(head, code, items, context, ask, emit):
    """Runs a call. Gives the text of its outcome, or something that gives it when awaited."""
    random.seed()
    call = Call(head, items, context, ask, emit)
    sys.stdout = Writer(call.printed, "log")
    sys.stderr = Writer(call.printed, "error")
    try:
        program, looks = compiled(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return written(call, {"failure": syntax_failure(error)})
    each = call.head["mode"] == "eachItem"
    indexes = range(len(call.items)) if each else [0]
    steps = steps_of(call, program, looks, indexes)
    return finished_later(call, steps) if looks.waits else finished(call, steps)


def steps_of(call, program, looks, indexes):
    """Runs the code for each index: hands out what it gave, and takes what that came to."""
    values, failures = [], []
    names = {"__name__": "__main__", "__builtins__": builtins, **names_of(call)}
    for index in indexes:
        names |= names_of_item(call, index)
        try:
            exec(program, names)
            value = yield names["code"]
            if not looks.returns and call.head["mode"] == "allItems":
                values.append([index, None, True])
            else:
                values.append([index, value, False])
        except BaseException as error:
            failure = thrown_failure(error)
            if not (call.head["keepGoing"] and call.head["mode"] == "eachItem") or isinstance(error, MemoryError):
                return {"failure": failure}
            failures.append({"itemIndex": index, **failure})
    return {"values": values, "failures": failures}


def finished(call, steps):
    try:
        code = next(steps)
        while True:
            try:
                value = code()
            except BaseException as error:
                code = steps.throw(error)
            else:
                code = steps.send(value)
    except StopIteration as end:
        return written(call, end.value)


async def finished_later(call, steps):
    try:
        code = next(steps)
        while True:
            try:
                value = await code()
            except BaseException as error:
                code = steps.throw(error)
            else:
                code = steps.send(value)
    except StopIteration as end:
        return written(call, end.value)


def written(call, outcome):
    """The text of an outcome, with what was printed and changed."""
    sys.stdout.flush()
    sys.stderr.flush()
    rest = {"lines": call.printed.rest()}
    try:
        return to_json({**outcome, **rest, **call.changes()})
    except RecursionError:
        message = "The result cannot be written as JSON: it is nested too deeply, or holds itself"
    except (TypeError, ValueError) as error:
        message = f"The result cannot be written as JSON: {error}"
    failure = {"code": "result_not_serialisable", "kind": "result", "message": message}
    return json.dumps({"failure": failure, **rest})


# What is wrong


def syntax_failure(error):
    line = getattr(error, "lineno", None)
    message = getattr(error, "msg", None) or str(error)
    return failure_of("code_syntax", f"{type(error).__name__}: {message}", line, error)


def thrown_failure(error):
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == CODE]
    try:
        said = str(error)
    except BaseException:
        said = ""
    name = type(error).__name__
    return failure_of("code_threw", f"{name}: {said}" if said else name, lines[-1] if lines else None, error)


def failure_of(code, message, line, error):
    return {
        "code": code,
        "kind": "memory" if isinstance(error, MemoryError) else "thrown",
        "message": message if line is None else f"{message} [line {line}]",
        "lineNumber": line,
        "thrownName": type(error).__name__,
    }


# JSON

SAFE = 2**53
LARGE = re.compile(r"(?<![\d.\"\w])-?\d{16,}(?![\d.eE])")


def to_json(value):
    """JSON text of a value. What is plain already takes the short way."""
    try:
        text = json.dumps(value, default=plain, allow_nan=False)
        if not LARGE.search(text):
            return text
    except (ValueError, TypeError):
        pass
    return json.dumps(plain(value), allow_nan=False)


def plain(value, depth=0):
    """A value as JSON has it: numbers that JavaScript cannot hold become text, and what is no number null."""
    if depth > 400:
        raise RecursionError
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, enum.Enum):
        return plain(value.value, depth + 1)
    if isinstance(value, int):
        return int(value) if -SAFE < value < SAFE else str(int(value))
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, collections.abc.Mapping):
        members = dict.items(value) if isinstance(value, dict) else value.items()
        return {key_of(key): plain(member, depth + 1) for key, member in members}
    if isinstance(value, (list, tuple, set, frozenset, collections.deque, range, collections.abc.Iterator)):
        return [plain(member, depth + 1) for member in value]
    if isinstance(value, (collections.abc.KeysView, collections.abc.ValuesView, collections.abc.ItemsView)):
        return [plain(member, depth + 1) for member in value]
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return plain(int(value) if value == value.to_integral_value() else float(value), depth + 1)
    if isinstance(value, (uuid.UUID, pathlib.PurePath, datetime.timedelta)):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        raise TypeError("it holds bytes. Use base64.b64encode(…).decode() to make text of them")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain(dataclasses.asdict(value), depth + 1)
    to_py = getattr(value, "to_py", None)
    if callable(to_py):
        return plain(to_py(), depth + 1)
    raise TypeError(f"it holds a {type(value).__name__}")


def key_of(key):
    if isinstance(key, str):
        return str(key)
    if key is None or isinstance(key, bool):
        return json.dumps(key)
    return str(key)


# Printing


class Printed:
    """Lines, up to so many characters. The code may still end while some wait to be sent."""

    def __init__(self, emit, most):
        self._emit = emit
        self._left = most
        self._lines = []
        self._sent = time.monotonic()

    def add(self, level, text):
        if self._left <= 0:
            return
        self._lines.append({"level": level, "text": text[: self._left]})
        self._left -= len(text) + 1
        if len(self._lines) >= PRINT_TOGETHER or time.monotonic() - self._sent > PRINT_WITHIN:
            self._emit(json.dumps(self.rest()))
            self._sent = time.monotonic()

    def rest(self):
        lines, self._lines = self._lines, []
        return lines


class Writer(io.TextIOBase):
    """Standard output and standard error: a line of text is a line at the node."""

    def __init__(self, printed, level):
        self._printed = printed
        self._level = level
        self._begun = ""

    encoding = "utf-8"

    def writable(self):
        return True

    def write(self, text):
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._printed.add(self._level, line)
        return len(text)

    def flush(self):
        if self._begun:
            self._printed.add(self._level, self._begun)
            self._begun = ""


# Time zones: the interpreter brings no data of them, the machine has it.


def zones_from(data_of):
    """Lets `zoneinfo` ask a function for the data of a zone, as base64, empty where there is none."""

    def load(key):
        data = data_of(key)
        if not data:
            raise zoneinfo.ZoneInfoNotFoundError(f"No time zone found with key {key}")
        return io.BytesIO(base64.b64decode(data))

    zoneinfo._common.load_tzdata = load
