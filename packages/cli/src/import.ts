/**
 * `millrace import FILE|FOLDER… [--publish]` puts workflows into the database; `millrace import --report
 * FOLDER [--json]` only tells what would be known of them.
 */
import { parseArgs } from 'node:util'
import { catalog } from '@millrace/nodes'
import { CliError } from './cli-error.ts'
import { printReport } from './import/print-report.ts'
import { readFiles } from './import/read-files.ts'
import { report } from './import/report.ts'

export async function importFiles(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args)
  if (positionals.length === 0) {
    throw new CliError('import.no_path', 'Name at least one file or folder: millrace import FILE|FOLDER…')
  }
  if (values.report) {
    const found = await report(readFiles(positionals), catalog, (file, reason) => console.error(`${file}: ${reason}`))
    console.log(values.json ? JSON.stringify(found, null, 2) : printReport(found))
    return 0
  }
  const { importIntoDatabase } = await import('./import/into-database.ts')
  const failed = await importIntoDatabase(readFiles(positionals), {
    publish: values.publish,
    say: (line) => console.log(line),
    complain: (line) => console.error(line),
  })
  return failed === 0 ? 0 : 1
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        report: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        publish: { type: 'boolean', default: false },
      },
    })
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('. ')
    throw new CliError('import.bad_option', `${reason}. The options are --report, --json and --publish.`, { cause })
  }
}
