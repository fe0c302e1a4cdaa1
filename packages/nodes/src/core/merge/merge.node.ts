import * as m from '@millrace/sdk'
import { clashes, inputs } from './lookups.ts'
import { mergeV1 } from './merge-v1.ts'
import { mergeV2 } from './merge-v2.ts'
import { mergeV3 } from './merge-v3.ts'

const two = [1, 2, 2.1]
const many = [3, 3.1, 3.2]

export const merge = m.defineNode({
  type: 'merge',
  name: 'Merge',
  about: 'Brings the items of several branches together.',
  icon: 'lucide:merge',
  category: 'flow',
  aliases: ['join', 'combine', 'append', 'union', 'wait', 'lookup'],
  versions: [...two, ...many],
  summary: [
    { text: '{mode}', when: m.isNot('mode', 'combine') },
    { text: 'by {combineBy}', when: m.is('mode', 'combine') },
  ],
  inputs: [
    { kind: 'main', label: 'Input 1', versions: two },
    { kind: 'main', label: 'Input 2', versions: two },
    { kind: 'main', label: 'Input', count: { path: 'numberInputs', default: 2, max: 10 }, versions: many },
  ],
  needs: [{ inputs: 'all', when: m.is('mode', 'chooseBranch'), versions: [2, 2.1, ...many] }],
  operation: [mergeV1, mergeV2, mergeV3],
  lookups: { inputs, clashes },
})
