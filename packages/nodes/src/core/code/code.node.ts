import * as m from '@millrace/sdk'
import { runCode } from './run-code.ts'

const forAll = m.is('mode', 'runOnceForAllItems')
const forEach = m.is('mode', 'runOnceForEachItem')
const inJavaScript = m.is('language', 'javaScript')
const inPython = m.is('language', 'python', 'pythonNative')

/** The code of a language. Each mode has a parameter of its own, all of one name. */
const program = (label: string, language: 'javaScript' | 'python', under: m.Condition) =>
  m.when(
    under,
    m.code(label, language, {
      noExpression: true,
      help: 'What it returns goes on: a list of items, or one item where it runs for each.',
    }),
  )

const run = m.operation({
  input: {
    mode: m.choice(
      'Run',
      { runOnceForAllItems: 'Once for all items', runOnceForEachItem: 'Once for each item' },
      { noExpression: true },
    ),
    language: m.oneOf(
      // Documents of before hold `python`, which is offered no more.
      m.since(
        2,
        m.raw(m.choice('Language', { javaScript: 'JavaScript', pythonNative: 'Python' }, { noExpression: true })),
      ),
      m.until(1, m.hidden('javaScript', 'Language')),
    ),
    jsCode: m.oneOf(
      m.until(1, program('JavaScript', 'javaScript', forAll)),
      m.until(1, program('JavaScript', 'javaScript', forEach)),
      m.since(2, program('JavaScript', 'javaScript', m.all(inJavaScript, forAll))),
      m.since(2, program('JavaScript', 'javaScript', m.all(inJavaScript, forEach))),
    ),
    notice: m.oneOf(
      m.when(inJavaScript, m.notice('Write to the console with console.log(): the lines appear at the node.')),
      m.when(inPython, m.notice('Write to the console with print(): the lines appear at the node.')),
    ),
    pythonCode: m.oneOf(
      program('Python', 'python', m.all(inPython, forAll)),
      program('Python', 'python', m.all(inPython, forEach)),
    ),
  },
  per: 'list',
  // A call out of the code is what could repeat an effect; the helpers that call out say so themselves.
  effect: 'pure',
  run: async ({ mode, language, jsCode, pythonCode }, { context, items }) => {
    const python = language === 'python' || language === 'pythonNative'
    return runCode(context, await items(), {
      language: python ? language : 'javaScript',
      code: (python ? pythonCode : jsCode) ?? '',
      mode: mode === 'runOnceForEachItem' ? 'eachItem' : 'allItems',
    })
  },
})

export const code = m.defineNode({
  type: 'code',
  name: 'Code',
  about: 'Runs your own JavaScript or Python on the items, in a sandbox.',
  icon: 'lucide:braces',
  category: 'code',
  aliases: ['javascript', 'python', 'script', 'function', 'custom', 'transform'],
  versions: [1, 2],
  summary: [
    { text: 'JavaScript, once for each item', when: m.all(forEach, inJavaScript) },
    { text: 'JavaScript, once for all items', when: m.all(forAll, inJavaScript) },
    { text: 'Python', when: inPython },
  ],
  operation: run,
})
