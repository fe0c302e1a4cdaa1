/** The workbench: `millrace <command>`. Each command is a module that is loaded only when asked for. */

interface Command {
  readonly usage: string
  readonly about: string
  run(args: readonly string[]): Promise<number>
}

const commands: Readonly<Record<string, Command>> = {
  start: {
    usage: 'start',
    about: 'Start the server and the editor.',
    run: async (args) => (await import('./start.ts')).start(args),
  },
  execute: {
    usage: 'execute --file workflow.json [--input items.json] [--json]',
    about: 'Run a workflow file without a server and print what every node did.',
    run: async (args) => (await import('./execute.ts')).execute(args),
  },
  import: {
    usage: 'import FILE|FOLDER… [--publish] | import --report FOLDER [--json]',
    about: 'Put workflows into the database, or only report what an import would know.',
    run: async (args) => (await import('./import.ts')).importFiles(args),
  },
  backup: {
    usage: 'backup FOLDER',
    about: 'Copy the database and the files of executions, while the server runs.',
    run: async (args) => (await import('./backup.ts')).backup(args),
  },
  audit: {
    usage: 'audit verify [LOG…]',
    about: 'Check that nothing in the audit was changed or cut off, by its chain and by checkpoints in logs.',
    run: async (args) => (await import('./audit.ts')).audit(args),
  },
  'rotate-key': {
    usage: 'rotate-key',
    about: 'Make a new master key; the server moves the credentials to it when it starts anew.',
    run: async (args) => (await import('./rotate-key.ts')).rotateKey(args),
  },
  config: {
    usage: 'config',
    about: 'Print every setting with its default and meaning.',
    run: async () => (await import('./config.ts')).config(),
  },
}

/**
 * Runs a command line; ends the process with its exit status once nothing is left to do.
 * Failures that carry a `code` are for the person at the keyboard: one sentence, no stack.
 */
export async function main(args: readonly string[]): Promise<void> {
  const [name = 'help', ...rest] = args
  const command = commands[name]
  if (!command) {
    const known = name === 'help' || name === '--help' || name === '-h'
    if (!known) console.error(`There is no command "${name}".\n`)
    console.log(help())
    process.exitCode = known ? 0 : 2
    return
  }
  try {
    process.exitCode = await command.run(rest)
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    console.error(`Millrace: ${error.message}`)
    process.exitCode = 1
  }
}

function help(): string {
  const rows = Object.values(commands).map(({ usage, about }) => `  millrace ${usage}\n      ${about}`)
  return `Usage:\n${rows.join('\n')}`
}
