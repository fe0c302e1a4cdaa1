/** Runs a node of the library as an engine would, on a network that is open. */
import { catalog } from '@millrace/nodes'
import type { RunContext } from '@millrace/sdk'
import { type NodeRun, type NodeRunResult, runNode } from '@millrace/sdk/testing'

export const openNetwork: Pick<RunContext, 'network'> = { network: { addressOf: async ({ host }) => host } }

export function runPlaced(type: string, run: NodeRun): Promise<NodeRunResult> {
  const node = catalog.node(type)
  if (node === undefined) throw new Error(`There is no node “${type}”.`)
  return runNode(node, { ...run, context: { ...openNetwork, ...run.context } })
}

/** A file as an item carries it. */
export const file = (text: string | Uint8Array, fileName: string, mimeType = 'text/plain') => ({
  data: Buffer.from(text).toString('base64'),
  fileName,
  mimeType,
})

/** A machine whose programs are open, as far as it says so. */
export const openMachine = (
  open: RunContext['machine']['programs']['open'] = 'programs',
): Pick<RunContext, 'machine'> => {
  const closed = () => {
    throw new Error('Nothing of this machine is used here.')
  }
  return {
    machine: {
      disk: {
        entries: closed,
        stamped: closed,
        read: closed,
        chunks: closed,
        write: closed,
        about: closed,
        makeFolder: closed,
        remove: closed,
      },
      programs: { open, run: closed },
      git: { open: false },
    },
  }
}
