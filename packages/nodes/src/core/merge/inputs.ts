/** What the forms of Merge share across versions. */
import * as m from '@millrace/sdk'

export const mergeModes = m.choice('Nested fields', {
  deepMerge: 'Merge them too',
  shallowMerge: 'Take them whole',
})

export const multipleMatches = m.choice('When several items match', { all: 'Take all', first: 'Take the first' })

const ofMatches = m.choice('Output', {
  both: 'Both items, merged',
  input1: 'The item of input 1',
  input2: 'The item of input 2',
})

const ofOthers = m.choice('Output', {
  both: 'Those of both inputs',
  input1: 'Those of input 1',
  input2: 'Those of input 2',
})

/** Which items are kept, and of which input. */
export const joinModes = {
  joinMode: m.choice('Keep', {
    keepMatches: 'Matches',
    keepNonMatches: 'What does not match',
    keepEverything: 'Everything',
    enrichInput1: 'Input 1, with what input 2 adds',
    enrichInput2: 'Input 2, with what input 1 adds',
  }),
  outputDataFrom: m.oneOf(
    m.when(m.is('joinMode', 'keepMatches'), ofMatches),
    m.when(m.is('joinMode', 'keepNonMatches'), ofOthers),
  ),
}

/** The parts of the matches that are kept, where the form does not ask: both. */
export function kept(from: 'both' | 'input1' | 'input2' | undefined): 'both' | 'input1' | 'input2' {
  return from ?? 'both'
}

/** A single item without data that comes from all that arrived. */
export function emptyItem(inputs: readonly (readonly m.Item[])[]): m.Item {
  return { json: {}, pairedItem: inputs.flatMap((items, input) => items.map((_, item) => ({ item, input }))) }
}
