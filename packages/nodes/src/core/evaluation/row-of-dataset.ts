import { refuse, type RunContext } from '@millrace/sdk'

/**
 * The id of the row that the execution was begun with.
 * @throws NodeError `row_unknown` where no Evaluation Trigger stands in front of the node, or it did not begin
 */
export function rowOfDataset(context: RunContext, index: number): number {
  const trigger = context.parents().find((one) => one.type === 'evaluationTrigger')
  if (trigger !== undefined) {
    const row = context.evaluate(`{{ $(${JSON.stringify(trigger.name)}).first().json.row_id }}`, index)
    if (typeof row === 'number') return row
  }
  throw refuse('Which row of the dataset is meant is not known.', {
    code: 'row_unknown',
    hint: 'Start the workflow at an Evaluation Trigger with a data table, and put this node behind it.',
    retry: 'no',
  })
}
