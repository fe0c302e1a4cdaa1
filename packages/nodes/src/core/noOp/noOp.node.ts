import * as m from '@millrace/sdk'

export const noOp = m.defineNode({
  type: 'noOp',
  name: 'No Operation',
  defaultName: 'No Operation, do nothing',
  about: 'Hands its items on as they are: a place to join branches or to end one visibly.',
  icon: 'lucide:arrow-right',
  category: 'flow',
  operation: m.operation({ per: 'list', run: (_input, { items }) => items() }),
})
