import * as m from '@millrace/sdk'
import { runFunction } from './run-function.ts'

const run = m.operation({
  input: {
    notice: m.notice('The Code node does the same and more; this one stays for the workflows that have it.'),
    functionCode: m.code('JavaScript', 'javaScript', {
      noExpression: true,
      rows: 10,
      default: '// Runs once. The items that came in are in "items".\nitems[0].json.myVariable = 1\nreturn items\n',
    }),
  },
  per: 'list',
  run: async ({ functionCode }, { context, items }) => runFunction(context, await items(), functionCode, 'function'),
})

export const functionNode = m.defineNode({
  type: 'function',
  name: 'Function',
  about: 'Runs JavaScript once, on all items.',
  icon: 'lucide:braces',
  category: 'code',
  hidden: true,
  operation: run,
})
