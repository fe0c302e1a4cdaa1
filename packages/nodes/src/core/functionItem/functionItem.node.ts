import * as m from '@millrace/sdk'
import { runFunction } from '../function/run-function.ts'

const run = m.operation({
  input: {
    notice: m.notice('The Code node does the same and more; this one stays for the workflows that have it.'),
    functionCode: m.code('JavaScript', 'javaScript', {
      noExpression: true,
      rows: 10,
      default: '// Runs once for each item. Its data is in "item".\nitem.myVariable = 1\nreturn item\n',
    }),
  },
  per: 'list',
  run: async ({ functionCode }, { context, items }) =>
    runFunction(context, await items(), functionCode, 'functionItem'),
})

export const functionItem = m.defineNode({
  type: 'functionItem',
  name: 'Function Item',
  about: 'Runs JavaScript for each item.',
  icon: 'lucide:braces',
  category: 'code',
  hidden: true,
  operation: run,
})
