/** Merge of two inputs. */
import * as m from '@millrace/sdk'
import type { ClashHandling } from './clash.ts'
import { combineAll, combineByFields, combineTwoByPosition, combiningOf } from './combine.ts'
import { ownNames } from './field-pairs.ts'
import { emptyItem, joinModes, kept, mergeModes, multipleMatches } from './inputs.ts'

const prefersInput = m.is('resolveClash', 'preferInput1', 'preferInput2')

const clash = m.groups(
  'When fields clash',
  {
    values: m.group('Values', {
      resolveClash: m.raw(
        m.choice(
          'Keep',
          {
            addSuffix: 'Both, with the number of the input in the name',
            preferInput1: 'That of input 1',
            preferInput2: 'That of input 2',
          },
          { default: '' },
        ),
      ),
      mergeMode: m.when(prefersInput, mergeModes),
      overrideEmpty: m.when(
        prefersInput,
        m.flag('Keep a value rather than an empty one', { help: 'An empty value never wins over one that is there.' }),
      ),
    }),
  },
  { default: { values: { resolveClash: 'preferInput2', mergeMode: 'deepMerge', overrideEmpty: false } } },
)

const winners = { addSuffix: 'suffix', preferInput1: 'first', preferInput2: 'last' } as const
const combines = m.is('/mode', 'combine')
const byFields = m.all(combines, m.is('/combinationMode', 'mergeByFields'))
const mergesMatches = m.all(byFields, m.is('/joinMode', 'keepMatches'), m.is('/outputDataFrom', 'both'))

const options = {
  clashHandling: m.oneOf(
    m.when(m.all(byFields, m.isNot('/joinMode', 'keepMatches', 'keepNonMatches')), clash),
    m.when(mergesMatches, clash),
    m.when(m.all(combines, m.is('/combinationMode', 'multiplex', 'mergeByPosition')), clash),
  ),
  disableDotNotation: m.when(byFields, m.flag('Dots in names are part of the name')),
  fuzzyCompare: m.flag('Compare whatever the type', { help: 'The text “5” matches the number 5.' }),
  includeUnpaired: m.when(
    m.all(combines, m.is('/combinationMode', 'mergeByPosition')),
    m.flag('Keep items without a partner', {
      help: 'Where one input has more items than the other, they go on alone.',
    }),
  ),
  multipleMatches: m.oneOf(
    m.when(mergesMatches, multipleMatches),
    m.when(m.all(byFields, m.is('/joinMode', 'enrichInput1', 'enrichInput2', 'keepEverything')), multipleMatches),
  ),
}

export const mergeV2 = m.operation({
  since: 2,
  until: 2.1,
  input: {
    mode: m.variants('Mode', {
      append: m.variant('Append'),
      combine: m.variant('Combine', {
        combinationMode: m.variants('Combine by', {
          mergeByFields: m.variant('Fields with the same values', {
            mergeByFields: m.list(
              'Fields to match',
              'values',
              { field1: m.text('Field of input 1'), field2: m.text('Field of input 2') },
              { groupLabel: 'Values', default: { values: [{ field1: '', field2: '' }] } },
            ),
            ...joinModes,
          }),
          mergeByPosition: m.variant('Position'),
          multiplex: m.variant('Each with each'),
        }),
        options: m.collection('Options', options),
      }),
      chooseBranch: m.variant('Choose an input', {
        chooseBranchMode: m.choice('When', { waitForBoth: 'Both inputs have data' }),
        output: m.when(
          m.is('chooseBranchMode', 'waitForBoth'),
          m.choice('Output', { input1: 'Input 1', input2: 'Input 2', empty: 'One empty item' }),
        ),
      }),
    }),
  },
  per: 'list',
  run: async (given, { items }) => {
    const [left, right] = [await items(0), await items(1)]
    switch (given.mode) {
      case 'append':
        return [...left, ...right]
      case 'chooseBranch':
        if (given.output === 'empty') return [emptyItem([left, right])]
        return given.output === 'input2' ? right : left
      case 'combine': {
        const { options: chosen } = given
        const handling: ClashHandling = chosen.clashHandling?.values ?? {}
        const combining = combiningOf(handling, winners, 'last')
        switch (given.combinationMode) {
          case 'mergeByPosition':
            return combineTwoByPosition(left, right, chosen.includeUnpaired ?? false, combining)
          case 'multiplex':
            return combineAll(left, right, combining)
          case 'mergeByFields':
            return combineByFields(left, right, {
              ...combiningOf(handling, winners, given.joinMode === 'enrichInput2' ? 'first' : 'last'),
              pairs: ownNames(given.mergeByFields),
              matching: {
                fuzzy: chosen.fuzzyCompare ?? false,
                dots: !chosen.disableDotNotation,
                multiple: chosen.multipleMatches ?? 'all',
              },
              mode: given.joinMode,
              from: kept(given.outputDataFrom),
            })
        }
      }
    }
  },
})
