/** Runs the workflow, or a part of it. */
import { type WorkflowNode, triggersOf } from '@millrace/workflow'
import { type Kit, tried } from './kit.ts'

export function runCommands({ id, run, ui, catalog, doc, workflow, typeOf }: Kit) {
  const triggers = () => triggersOf(workflow(), (node) => catalog().byType.get(node.type)?.trigger !== undefined)

  /**
   * The trigger Run starts from: the chosen one while it is there, else one that can be pressed, else the first. One
   * with a dataset runs the workflow for each row: nobody should start that by accident.
   */
  const startingTrigger = (): WorkflowNode | undefined => {
    const all = triggers()
    return (
      all.find(({ id }) => id === ui.getState().trigger) ??
      all.find(({ type }) => catalog().byType.get(type)?.trigger === 'manual') ??
      all.find(({ type }) => catalog().byType.get(type)?.trigger !== 'dataset') ??
      all[0]
    )
  }

  const waitsForCall = (trigger: string | undefined) => {
    const kind = trigger === undefined ? undefined : typeOf(trigger)?.trigger
    const pinned = trigger !== undefined && workflow().pinData.has(trigger)
    return !pinned && (kind === 'webhook' || kind === 'form' || kind === 'chat')
  }

  async function start(destination?: string) {
    const trigger = startingTrigger()
    if (!trigger && destination === undefined) {
      ui.getState().set({ searching: { triggers: true } })
      return
    }
    const reusable = destination !== undefined && run.getState().execution !== null
    if (trigger && waitsForCall(trigger.id) && !reusable) {
      await run.getState().listen(workflow(), trigger.id, destination)
      return
    }
    await run.getState().start(workflow(), {
      id,
      ...(trigger === undefined ? {} : { trigger: trigger.id }),
      ...(destination === undefined ? {} : { destination, reuse: reusable, dirty: [...doc().dirty] }),
    })
    doc().forgetDirty()
  }

  return {
    triggers,
    startingTrigger,

    run: () => start(),
    runToNode: (id: string) => start(id),

    /** Runs the document as it is now, with what succeeded in the shown run: from where it failed. */
    retryFailed: async () => {
      const { progress } = run.getState()
      const trigger = [...progress.nodes.values()].flat().find(({ order }) => order === 0)?.node
      await run.getState().start(workflow(), {
        id,
        ...(trigger === undefined ? {} : { trigger }),
        reuse: true,
        dirty: [...doc().dirty],
      })
      doc().forgetDirty()
    },
    stop: () =>
      tried('Not stopped', () => (run.getState().listening ? run.getState().stopListening() : run.getState().stop())),
  }
}
