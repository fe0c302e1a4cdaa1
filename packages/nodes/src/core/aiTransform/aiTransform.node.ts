import * as m from '@millrace/sdk'
import { runCode } from '../code/run-code.ts'

const transform = m.operation({
  input: {
    instructions: m.special('button', 'Instructions'),
    codeGeneratedForPrompt: m.hidden('', 'Instructions the code was written for'),
    jsCode: m.code('JavaScript', 'javaScript', { noExpression: true }),
  },
  per: 'list',
  run: async ({ jsCode }, { context, items }) => {
    if (jsCode.trim() !== '') {
      return runCode(context, await items(), { language: 'javaScript', code: jsCode, mode: 'allItems' })
    }
    throw m.refuse('There is no code yet that does what the instructions say.', {
      code: 'code_missing',
      hint: 'Write it in the node, or use a Code node.',
      retry: 'no',
    })
  },
})

export const aiTransform = m.defineNode({
  type: 'aiTransform',
  name: 'AI Transform',
  about: 'Runs JavaScript that a language model wrote for your instructions.',
  icon: 'lucide:wand-sparkles',
  category: 'code',
  hidden: true,
  operation: transform,
})
