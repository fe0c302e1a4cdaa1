/** Merge of two or more inputs. */
import * as m from '@millrace/sdk'
import { fillTemplate } from '../values/fill-template.ts'
import { type ClashHandling, mergerOf } from './clash.ts'
import { combineAll, combineByFields, combineByPosition, combiningOf } from './combine.ts'
import { ownNames, sameNames } from './field-pairs.ts'
import { mergeBySql } from './merge-sql.ts'
import { emptyItem, joinModes, kept, mergeModes, multipleMatches } from './inputs.ts'

const counts = Array.from({ length: 9 }, (_, i) => [i + 2, String(i + 2)] as const)
const numberInputs = m.choice('Number of inputs', counts, { default: 2, noExpression: true, validateType: 'number' })

const notSuffix: m.Condition = { show: { resolveClash: [{ _cnd: { not: 'addSuffix' } }] } }

const clashOf = (preset: m.JsonObject) =>
  m.groups(
    'When fields clash',
    {
      values: m.group('Values', {
        resolveClash: m.raw(m.pick('Keep', 'clashes', { dependsOn: ['numberInputs'] })),
        mergeMode: m.when(notSuffix, mergeModes),
        overrideEmpty: m.when(
          notSuffix,
          m.flag('Keep a value rather than an empty one', {
            help: 'An empty value never wins over one that is there.',
          }),
        ),
      }),
    },
    { default: { values: preset } },
  )

const clash = clashOf({ resolveClash: 'preferLast', mergeMode: 'deepMerge', overrideEmpty: false })
const winners = { addSuffix: 'suffix', preferInput1: 'first', preferLast: 'last' } as const
const fuzzyCompare = m.flag('Compare whatever the type', { help: 'The text “5” matches the number 5.' })
const mergesMatches = m.all(m.is('/joinMode', 'keepMatches'), m.is('/outputDataFrom', 'both'))

const byFields = {
  advanced: m.flag('The fields have different names', {
    help: 'Pairs of names: one of the first input, one of the second.',
  }),
  fieldsToMatchString: m.when(m.is('advanced', false), m.text('Fields to match', { placeholder: 'id, name' })),
  mergeByFields: m.when(
    m.is('advanced', true),
    m.list(
      'Fields to match',
      'values',
      { field1: m.text('Field of input 1'), field2: m.text('Field of input 2') },
      { groupLabel: 'Values', default: { values: [{ field1: '', field2: '' }] } },
    ),
  ),
  ...joinModes,
  options: m.collection('Options', {
    clashHandling: m.oneOf(
      m.when(m.isNot('/joinMode', 'keepMatches', 'keepNonMatches'), clash),
      m.when(mergesMatches, clash),
    ),
    disableDotNotation: m.flag('Dots in names are part of the name'),
    fuzzyCompare,
    multipleMatches: m.oneOf(
      m.when(mergesMatches, multipleMatches),
      m.when(m.is('/joinMode', 'enrichInput1', 'enrichInput2', 'keepEverything'), multipleMatches),
    ),
  }),
}

const sql = {
  numberInputs,
  query: m.code('Query', 'sql', {
    default: 'SELECT * FROM input1 LEFT JOIN input2 ON input1.name = input2.id',
    required: true,
    noExpression: true,
    rows: 5,
  }),
  queryParametersNotice: m.notice('Values for the places $1, $2 … of the query go to the query parameters.'),
  options: m.collection('Options', {
    emptyQueryResult: m.since(
      3.2,
      m.choice(
        'When the query finds nothing',
        { success: 'One item that says so', empty: 'No items' },
        { default: 'empty' },
      ),
    ),
    queryParameters: m.text('Query parameters'),
  }),
}

export const mergeV3 = m.operation({
  since: 3,
  input: {
    mode: m.variants(
      'Mode',
      {
        append: m.variant('Append', { numberInputs }),
        combine: m.variant('Combine', {
          combineBy: m.variants(
            'Combine by',
            {
              combineByFields: m.variant('Fields with the same values', byFields),
              combineByPosition: m.variant('Position', {
                numberInputs,
                options: m.collection('Options', {
                  clashHandling: clashOf({ resolveClash: 'addSuffix' }),
                  includeUnpaired: m.flag('Keep items without a partner', {
                    help: 'Where one input has more items than the other, they go on alone.',
                  }),
                }),
              }),
              combineAll: m.variant('Each with each', {
                options: m.collection('Options', { clashHandling: clash, fuzzyCompare }),
              }),
            },
            { noExpression: true },
          ),
        }),
        combineBySql: m.variant('SQL', sql),
        chooseBranch: m.variant('Choose an input', {
          numberInputs,
          chooseBranchMode: m.choice('When', { waitForAll: 'All inputs have data' }),
          output: m.when(
            m.is('chooseBranchMode', 'waitForAll'),
            m.choice('Output', { specifiedInput: 'An input', empty: 'One empty item' }),
          ),
          useDataOfInput: m.when(
            m.is('output', 'specifiedInput'),
            m.raw(m.pick('Input', 'inputs', { default: 1, validateType: 'number', dependsOn: ['numberInputs'] })),
          ),
        }),
      },
      { noExpression: true },
    ),
  },
  per: 'list',
  run: async (given, { items, context, version }) => {
    const inputs = await Promise.all(context.inputs.map((_, input) => items(input)))
    const [left = [], right = []] = inputs
    if (given.mode === 'append') return inputs.flat()
    if (given.mode === 'chooseBranch') {
      if (given.output === 'empty') return [emptyItem(inputs)]
      return chosenInput(inputs, given.useDataOfInput)
    }
    if (given.mode === 'combineBySql') {
      const { options } = given
      const linksRows = version >= 3.2
      return mergeBySql(
        inputs,
        {
          query: fillTemplate(given.query.replace(/^=/, ''), String, context, 0),
          parameters: options.queryParameters ?? '',
          linksRows,
          whenEmpty: linksRows ? (options.emptyQueryResult ?? 'empty') : 'success',
        },
        context,
      )
    }
    const handling: ClashHandling = given.options.clashHandling?.values ?? {}
    switch (given.combineBy) {
      case 'combineAll':
        return combineAll(left, right, combiningOf(handling, winners, 'last'))
      case 'combineByPosition': {
        const suffix = handling.resolveClash === 'addSuffix'
        const winner = preferredInput(handling.resolveClash, inputs.length)
        const unpaired = given.options.includeUnpaired ?? false
        return combineByPosition(inputs, unpaired, winner, suffix, mergerOf(handling))
      }
      case 'combineByFields':
        return combineByFields(left, right, {
          ...combiningOf(handling, winners, given.joinMode === 'enrichInput2' ? 'first' : 'last'),
          pairs: given.advanced ? ownNames(given.mergeByFields ?? []) : sameNames(given.fieldsToMatchString ?? ''),
          matching: {
            fuzzy: given.options.fuzzyCompare ?? false,
            dots: !given.options.disableDotNotation,
            multiple: given.options.multipleMatches ?? 'all',
          },
          mode: given.joinMode,
          from: kept(given.outputDataFrom),
        })
    }
  },
})

function chosenInput(inputs: readonly (readonly m.Item[])[], given: unknown): readonly m.Item[] {
  const found = inputs[Number(given) - 1]
  if (found) return found
  throw m.refuse(`There is no input ${JSON.stringify(given) ?? ''}. Choose one of 1 to ${inputs.length}.`, {
    code: 'merge_input_unknown',
    retry: 'no',
  })
}

/** The place of the input whose fields win; the last one unless another is named. */
function preferredInput(resolveClash: unknown, count: number): number {
  const named = Number(/^preferInput(\d+)$/.exec(String(resolveClash))?.[1])
  return named >= 1 && named <= count ? named - 1 : count - 1
}
