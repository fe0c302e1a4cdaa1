import * as m from '@millrace/sdk'
import { eachItem } from '../values/each-item.ts'
import { commandWords } from './command-words.ts'

const execute = m.operation({
  input: {
    notice: m.notice(
      'Programs of the server, if an administrator allows it. What an expression gives is one argument.',
    ),
    executeOnce: m.flag('Once, for the first item', { default: true }),
    command: m.text('Command', { required: true, rows: 5, placeholder: 'convert {{ $json.file }} out.png' }),
  },
  per: 'each',
  effect: 'append',
  run: async (inputAt, { items, context }) => {
    const all = await items()
    return eachItem(
      inputAt(0).executeOnce ? all.slice(0, 1) : all,
      context,
      async (_item, index) => {
        const ended = await context.machine.programs.run({
          command: commandOf(inputAt, index, context),
          signal: context.signal,
        })
        const [stdout, stderr] = [ended.stdout.trim(), ended.stderr.trim()]
        if (ended.exitCode !== 0) throw failed(ended.exitCode, stderr || stdout)
        return { json: { exitCode: 0, stderr, stdout } }
      },
      { named: true },
    )
  },
})

/** A line for the shell where there is one, with what its expressions give; otherwise a program and its arguments. */
function commandOf(
  inputAt: (index: number) => { readonly command: string },
  index: number,
  context: m.RunContext,
): m.ProgramCall['command'] {
  if (context.machine.programs.open !== 'programs') return { shell: inputAt(index).command }
  return commandWords(
    String(context.rawParameters['command'] ?? ''),
    (block) => context.evaluate(block, index),
    context.expressions,
  )
}

function failed(exitCode: number, said: string): m.NodeError {
  return m.refuse(`The command ended with the code ${exitCode}${said === '' ? '.' : `: ${said.slice(0, 2000)}`}`, {
    code: 'command_failed',
    context: { exitCode },
  })
}

export const executeCommand = m.defineNode({
  type: 'executeCommand',
  name: 'Execute Command',
  about: 'Starts a program of the server and hands on what it says.',
  openedBy: 'MILLRACE_COMMANDS',
  icon: 'lucide:square-terminal',
  category: 'code',
  aliases: ['shell', 'terminal', 'bash', 'script', 'program', 'cli', 'process'],
  summary: [{ text: '{command}' }],
  operation: execute,
})
