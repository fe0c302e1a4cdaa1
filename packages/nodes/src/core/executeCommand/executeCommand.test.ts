import type { JsonObject, Machine, ProgramCall, ProgramEnd } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { commandWords } from './command-words.ts'
import { executeCommand } from './executeCommand.node.ts'

const data: Readonly<Record<string, unknown>> = { file: 'a b; rm -rf /.png', none: null, list: [1] }
const words = (line: string) => commandWords(line, (block) => data[block.replaceAll(/[{}\s]|\$json\./g, '')])

describe('a command line', () => {
  test('is taken apart as its workflow reads expressions', () => {
    const blocks: string[] = []
    const line = '=echo {{ "}}" }} c'
    expect(commandWords(line, (block) => (blocks.push(block), 'x'), 'strict')).toEqual(['echo', 'x', 'c'])
    expect(blocks).toEqual(['{{ "}}" }}'])
  })

  test.each([
    ['ls', ['ls']],
    ['  ls   -l\t/tmp \n', ['ls', '-l', '/tmp']],
    [`echo "a b" 'c "d"' e\\ f ""`, ['echo', 'a b', 'c "d"', 'e f', '']],
    [`echo a"b"'c'`, ['echo', 'abc']],
    ['echo "a \\" \\n"', ['echo', 'a " \\n']],
    ["echo '| $HOME *'", ['echo', '| $HOME *']],
    ['convert \\\n in.png', ['convert', 'in.png']],
    ['FOO=1 bar', ['FOO=1', 'bar']],
  ])('is taken apart: %j', (line, expected) => {
    expect(words(line)).toEqual(expected)
  })

  test.each([
    ['=convert {{ $json.file }} out.png', ['convert', 'a b; rm -rf /.png', 'out.png']],
    ['=convert --in={{ $json.file }}', ['convert', '--in=a b; rm -rf /.png']],
    ['=echo "x {{ $json.file }} y"', ['echo', 'x a b; rm -rf /.png y']],
    ['=echo {{ $json.none }} {{ $json.list }}', ['echo', '', '[1]']],
  ])('keeps what comes from data in one argument: %j', (line, expected) => {
    expect(words(line)).toEqual(expected)
  })

  test.each([
    'ls | wc',
    'ls > a',
    'ls; rm a',
    'ls & ',
    'echo $HOME',
    'echo "$HOME"',
    'echo `ls`',
    'ls *.txt',
    'ls ~/a',
    'ls\nrm a',
    'echo "`ls`"',
    '={{ $json.file }}',
  ])('is refused where it needs a shell: %j', (line) => {
    expect(() => words(line)).toThrow(expect.objectContaining({ code: 'shell_closed' }))
  })

  test.each(['', '  ', '""', 'echo "a', "echo 'a", 'echo \\'])('is refused where it makes no sense: %j', (line) => {
    expect(() => words(line)).toThrow(expect.objectContaining({ code: 'command_wrong' }))
  })
})

function run(parameters: JsonObject, open: Machine['programs']['open'], end: Partial<ProgramEnd> = {}) {
  const calls: ProgramCall['command'][] = []
  const programs: Machine['programs'] = {
    open,
    run: async ({ command }) => {
      calls.push(command)
      return { exitCode: 0, stdout: 'said\n', stderr: '', ...end }
    },
  }
  const disk = {
    entries: async () => [],
    stamped: async () => [],
    read: async () => new Uint8Array(),
    async *chunks() {},
    write: async () => undefined,
    about: async () => undefined,
    makeFolder: async () => undefined,
    remove: async () => undefined,
  }
  const running = runNode(executeCommand, {
    items: [{ a: 1 }, { a: 2 }],
    parameters,
    context: { machine: { programs, disk, git: { open: false } } },
  })
  return running.then(({ outputs }) => ({ items: outputs[0] ?? [], calls }))
}

describe('the node', () => {
  test('starts a program, once or for each item', async () => {
    const { items, calls } = await run({ command: 'echo a' }, 'programs')
    expect(calls).toEqual([['echo', 'a']])
    expect(items).toEqual([{ json: { exitCode: 0, stderr: '', stdout: 'said' }, pairedItem: { item: 0 } }])
    expect((await run({ command: 'echo a', executeOnce: false }, 'programs')).calls.length).toBe(2)
  })

  test('hands a line to the shell where there is one, and where nothing is open', async () => {
    expect((await run({ command: 'ls | wc' }, 'shell')).calls).toEqual([{ shell: 'ls | wc' }])
    expect((await run({ command: 'ls | wc' }, 'no')).calls).toEqual([{ shell: 'ls | wc' }])
  })

  test('fails with the program', async () => {
    const { items } = await run({ command: 'x' }, 'programs', { exitCode: 3, stderr: 'no such thing\n' })
    expect(items[0]?.error).toMatchObject({
      message: 'The command ended with the code 3: no such thing',
      itemIndex: 0,
    })
  })
})
