/** Python as its callers see it: real processes, real interpreters. */
import { afterAll, describe, expect, it } from 'vitest'
import { type CodeCall, type ConsoleLine, createSandbox } from '../index.ts'

const sandbox = createSandbox({ zone: 'UTC' })
afterAll(() => sandbox.dispose())

const items = [{ json: { a: 1, items: ['x'] } }, { json: { a: 2 }, binary: { file: { mimeType: 'text/plain' } } }]
const context = {
  workflow: { id: 'w1', name: 'Orders', active: true },
  execution: { id: '7', mode: 'test', customData: { kept: 'yes' } },
  prevNode: { name: 'Before', outputIndex: 0, runIndex: 0 },
  zone: 'America/New_York',
  now: Date.UTC(2024, 5, 15, 12, 30, 45, 123),
  vars: { region: 'eu' },
  staticData: { global: { count: 1 } },
}

/** Starting interpreters takes a processor, which tests share. */
const patience = { timeout: 120_000 }

function run(code: string, more: Partial<CodeCall> = {}) {
  return sandbox.run({
    language: 'python',
    code,
    mode: 'allItems',
    items: JSON.stringify(items),
    context: JSON.stringify(context),
    callbacks: new Map(),
    tenant: 'project',
    version: 'v1',
    ...more,
  })
}

const native = { language: 'pythonNative' } as const
const eachItem = { mode: 'eachItem' } as const
const json = async (code: string, more?: Partial<CodeCall>) => (await run(code, more)).items.map((item) => item.json)
const failure = (code: string, more?: Partial<CodeCall>) =>
  run(code, more).then(
    () => expect.fail('It did not fail.'),
    (error: unknown) => error,
  )

describe('code over all items', patience, () => {
  it('hands items on, changed through attributes', async () => {
    const code = 'for item in _input.all():\n    item.json.b = item.json.a * 2\nreturn _input.all()'
    expect(await json(code)).toEqual([
      { a: 1, items: ['x'], b: 2 },
      { a: 2, b: 4 },
    ])
  })

  it('has dictionaries in native Python', async () => {
    const code = `return [{"json": {"keys": list(item["json"].items()), "files": sorted(item.get("binary", {}))}} for item in _items]`
    expect(await json(code, native)).toEqual([
      {
        keys: [
          ['a', 1],
          ['items', ['x']],
        ],
        files: [],
      },
      { keys: [['a', 2]], files: ['file'] },
    ])
  })

  it('knows its workflow, its execution and the time', async () => {
    const code = `
from zoneinfo import ZoneInfo
return {"name": _workflow.name, "mode": _execution.mode, "from": _prevNode.name, "region": _vars.region,
  "now": _now, "today": _today, "winter": _now.replace(month=1), "there": _now.astimezone(ZoneInfo("Asia/Kolkata")),
  "first": _json.a, "last": _input.last().json.a, "run": _runIndex}`
    expect(await json(code)).toEqual([
      {
        name: 'Orders',
        mode: 'test',
        from: 'Before',
        region: 'eu',
        now: '2024-06-15T08:30:45.123000-04:00',
        today: '2024-06-15T00:00:00-04:00',
        winter: '2024-01-15T08:30:45.123000-05:00',
        there: '2024-06-15T18:00:45.123000+05:30',
        first: 1,
        last: 2,
        run: 0,
      },
    ])
  })

  it('asks for other nodes, once for each question', async () => {
    const asked: string[] = []
    const callbacks = new Map([
      [
        'node',
        async (args: string) => {
          asked.push(args)
          return '[{"json":{"x":1}}]'
        },
      ],
      ['evaluate', async () => '7'],
    ])
    const code = `before = _("Before").all()
return {"x": before[0].json.x, "same": _("Before").all() is before, "e": _evaluateExpression("{{ 1 }}")}`
    expect(await json(code, { callbacks })).toEqual([{ x: 1, same: true, e: 7 }])
    expect(asked.map((args) => JSON.parse(args))).toMatchObject([[{ node: 'Before', get: 'all', item: 0 }]])
    expect(await failure('_("Before").first()')).toMatchObject({ message: expect.stringContaining('not available') })
  })

  it('has the standard library, and JMESPath', async () => {
    const code = `
import base64, csv, hashlib, io, re, sqlite3, statistics, urllib.parse
rows = list(csv.DictReader(io.StringIO("a,b\\n1,2\\n")))
sum = sqlite3.connect(":memory:").execute("select 40 + 2").fetchone()[0]
return {"rows": rows, "sum": sum, "hash": hashlib.md5(b"x").hexdigest(), "mean": statistics.mean([1, 2]),
  "url": urllib.parse.quote("a b"), "found": _jmespath({"a": [1, 2]}, "a[-1]"), "ok": bool(re.search("b+", "abb"))}`
    expect(await json(code)).toEqual([
      {
        rows: [{ a: '1', b: '2' }],
        sum: 42,
        hash: '9dd4e461268c8034f5c8564e155c67a6',
        mean: 1.5,
        url: 'a%20b',
        found: 2,
        ok: true,
      },
    ])
  })

  it('waits', async () => {
    expect(await json('import asyncio\nawait asyncio.sleep(0.001)\nreturn {"waited": True}')).toEqual([
      { waited: true },
    ])
  })

  it('makes JSON of what Python has besides', async () => {
    const code = `
import datetime, decimal, enum, uuid
class Colour(enum.Enum):
    red = "r"
return {"tuple": (1, 2), "set": {1}, "date": datetime.date(2024, 1, 2), "dec": decimal.Decimal("1.5"), "enum": Colour.red,
  "nan": float("nan"), "big": 2**64, "id": uuid.UUID(int=1), 1: None, "gen": (n for n in range(2)), "record": _json}`
    expect(await json(code)).toEqual([
      {
        tuple: [1, 2],
        set: [1],
        date: '2024-01-02',
        dec: 1.5,
        enum: 'r',
        nan: null,
        big: '18446744073709551616',
        id: '00000000-0000-0000-0000-000000000001',
        1: null,
        gen: [0, 1],
        record: { a: 1, items: ['x'] },
      },
    ])
  })

  it('keeps what it changes besides items', async () => {
    const code = `data = _getWorkflowStaticData("global")
data["count"] += 1
_execution.customData.set("order", 5)
return []`
    expect(await run(code)).toMatchObject({
      staticData: { global: { count: 2 } },
      customData: { kept: 'yes', order: '5' },
    })
    expect((await run('_getWorkflowStaticData("global")\nreturn []')).staticData).toBeUndefined()
  })

  it('prints', async () => {
    const live: ConsoleLine[] = []
    const code =
      'import sys\nprint("a", 1)\nprint({"b": None})\nprint("bad", file=sys.stderr)\nprint("no end", end="")\nreturn []'
    const { console } = await run(code, { console: (line) => live.push(line) })
    expect(console).toEqual([
      { level: 'log', text: 'a 1' },
      { level: 'log', text: "{'b': None}" },
      { level: 'error', text: 'bad' },
      { level: 'log', text: 'no end' },
    ])
    expect(live).toEqual(console)
  })
})

describe('code for each item', patience, () => {
  it('sees one item, and drops what it gives nothing for', async () => {
    const code = 'if _itemIndex == 0:\n    return {"double": _json.a * 2, "item": _item.json.a}'
    expect((await run(code, eachItem)).items).toEqual([{ json: { double: 2, item: 1 }, pairedItem: { item: 0 } }])
    expect(await json('return {"v": _item["json"]["a"]}', { ...native, ...eachItem })).toEqual([{ v: 1 }, { v: 2 }])
    expect(await failure('return _input.all()', eachItem)).toMatchObject({
      message: expect.stringContaining('use _input.item'),
    })
  })

  it('goes on after an item that failed, where it is told to', async () => {
    const code = 'return {"v": 1 / (_json.a - 1)}'
    expect(await run(code, { ...eachItem, keepGoing: true })).toMatchObject({
      items: [{ json: { v: 1 }, pairedItem: { item: 1 } }],
      failures: [{ itemIndex: 0, message: 'ZeroDivisionError: division by zero [line 1]', lineNumber: 1 }],
    })
  })
})

describe('failures', patience, () => {
  it.each([
    ['x = 1\ny = (', { code: 'code_syntax', lineNumber: 2 }],
    [
      '\n\nraise ValueError("no")',
      { code: 'code_threw', message: 'ValueError: no [line 3]', thrownName: 'ValueError' },
    ],
    ['import sys\nsys.exit(1)', { code: 'code_threw', message: 'SystemExit: 1 [line 2]' }],
    ['def f(n):\n    return f(n + 1)\nf(0)', { code: 'code_threw', thrownName: 'RecursionError' }],
    ['a = 1', { code: 'result_shape', kind: 'result', message: 'The code returned nothing instead of items' }],
    ['return 5', { code: 'result_shape', description: expect.stringContaining('"json"') }],
    ['return {"b": b"x"}', { code: 'result_not_serialisable', message: expect.stringContaining('base64') }],
    ['a = []\na.append(a)\nreturn {"a": a}', { code: 'result_not_serialisable' }],
    ['return {"a": object()}', { code: 'result_not_serialisable', message: expect.stringContaining('a object') }],
    ['_env["HOME"]', { message: expect.stringContaining('env vars denied') }],
    ['import os\nos._exit(0)', { code: 'code_threw' }],
    ['input()', { thrownName: 'EOFError' }],
  ])('%j', async (code, expected) => {
    expect(await failure(code)).toMatchObject(expected)
  })

  it('ends what takes too long, and what takes too much', async () => {
    expect(await failure('while True: pass', { limits: { cpuMs: 300 } })).toMatchObject({ code: 'cpu_limit' })
    const waiting = 'import asyncio\nawait asyncio.sleep(1000)\nreturn []'
    expect(await failure(waiting, { limits: { wallMs: 1000 } })).toMatchObject({ code: 'wall_limit' })
    expect(await failure('x = bytearray(10**9)\nreturn []')).toMatchObject({ code: 'memory_limit', kind: 'memory' })
    const large = 'return {"a": "x" * 1000}'
    expect(await failure(large, { limits: { resultChars: 500 } })).toMatchObject({ code: 'result_too_large' })
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 200)
    expect(await failure('while True: pass', { signal: stop.signal })).toMatchObject({ code: 'cancelled' })
    expect(await json('return {"fine": True}')).toEqual([{ fine: true }])
  })
})

describe('what code does', patience, () => {
  it('is gone with its run', async () => {
    const spoil = `
import builtins, json, random
builtins.len = lambda value: -1
json.dumps = None
open("/tmp/left", "w").write("here")
open("/home/code/json.py", "w").write("raise ValueError")
random.seed(1)
return []`
    await failure(spoil)
    const look = 'import os\nreturn {"len": len([1]), "left": os.path.exists("/tmp/left"), "cwd": os.listdir(".")}'
    expect(await json(look)).toEqual([{ len: 1, left: false, cwd: [] }])
  })

  it('finds no file, no network and no JavaScript to leave by', async () => {
    const code = `
import importlib
def tried(action):
    try:
        return str(action())
    except BaseException as error:
        return type(error).__name__
import js
def built(value):
    return value.constructor.constructor("return process")()
return {"file": tried(lambda: open("${import.meta.filename}").read()), "env": sorted(importlib.import_module("os").environ),
  "names": [name for name in ("process", "globalThis", "Function", "fetch", "require", "WebAssembly") if hasattr(js, name)],
  "process": tried(lambda: built(js)), "function": tried(lambda: built(js.setTimeout)),
  "url": tried(lambda: importlib.import_module("urllib.request").urlopen("http://127.0.0.1:1/"))}`
    const [found] = await json(code)
    expect(found).toMatchObject({ file: 'FileNotFoundError', names: [], function: 'JsException' })
    expect(found).toMatchObject({ process: 'AttributeError', url: 'URLError' })
    expect(JSON.stringify(found)).not.toContain('millrace')
  })

  it('is as random as any', async () => {
    const code =
      'import random, uuid, secrets\nreturn {"r": [random.random(), str(uuid.uuid4()), secrets.token_hex(8)]}'
    const [first, second] = [await json(code), await json(code)]
    expect(first).not.toEqual(second)
  })
})
