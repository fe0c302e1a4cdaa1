import * as m from '@millrace/sdk'
import { eachItem } from '../values/each-item.ts'
import { randomData, seeded } from './random-data.ts'

/** How much made-up data one item may become. */
const mostItems = 100_000
const longestId = 1000
/** What a runner, which performs the executions of others too, survives without ado. */
const mostMegabytes = 256
const MEGABYTE = 1_048_576

const inputs = {
  category: m.variants(
    'What to do',
    {
      doNothing: m.variant('Nothing'),
      throwError: m.variant('Fail', {
        throwErrorType: m.choice(
          'Kind of error',
          { NodeApiError: 'A service refused', NodeOperationError: 'The node says no', Error: 'An unexpected error' },
          { noExpression: true },
        ),
        throwErrorMessage: m.text('Message', { default: 'Node has thrown an error' }),
      }),
      oom: m.variant('Use up memory', { memorySizeValue: m.number('Megabytes', { default: 10 }) }),
      randomData: m.variant('Make up data', {
        randomDataType: m.variants(
          'Data',
          {
            address: m.variant('Addresses'),
            latLong: m.variant('Coordinates'),
            creditCard: m.variant('Credit cards'),
            email: m.variant('E-mail addresses'),
            ipv4: m.variant('IPv4 addresses'),
            ipv6: m.variant('IPv6 addresses'),
            macAddress: m.variant('MAC addresses'),
            nanoid: m.variant('Identifiers', {
              nanoidAlphabet: m.text('Alphabet', {
                default: '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
              }),
              nanoidLength: m.text('Length', { default: '16' }),
            }),
            url: m.variant('URLs'),
            user: m.variant('People'),
            uuid: m.variant('UUIDs'),
            semver: m.variant('Versions'),
          },
          { default: 'user', noExpression: true },
        ),
        randomDataSeed: m.text('Seed', { placeholder: 'Left empty: other data every time' }),
        randomDataCount: m.number('Number of items', { default: 10 }),
        randomDataSingleArray: m.flag('As one list'),
      }),
    },
    { default: 'throwError', noExpression: true },
  ),
} as const

type MadeUp = Extract<m.Read<typeof inputs>, { readonly category: 'randomData' }>

const help = m.operation({
  input: inputs,
  per: 'each',
  run: async (inputAt, { items, context }) =>
    eachItem(await items(), context, (_item, index) => helped(inputAt(index), context)),
})

function helped(input: m.Read<typeof inputs>, context: m.RunContext): m.Item | readonly m.Item[] {
  switch (input.category) {
    case 'doNothing':
      return []
    case 'throwError':
      throw errorOf(input.throwErrorType, input.throwErrorMessage)
    case 'oom':
      return usedUp(between('Megabytes', input.memorySizeValue, 0, mostMegabytes))
    case 'randomData':
      return madeUp(input, () => context.random())
  }
}

/** Takes so much memory at once, and lets go of it. */
function usedUp(megabytes: number): m.Item {
  const held = Array.from({ length: megabytes }, () => new Uint8Array(MEGABYTE).fill(1))
  return { json: { megabytes: held.length } }
}

function errorOf(kind: 'NodeApiError' | 'NodeOperationError' | 'Error', message: string): Error {
  switch (kind) {
    case 'NodeApiError':
      return m.serviceError(message)
    case 'NodeOperationError':
      return m.refuse(message)
    case 'Error':
      return new Error(message)
  }
}

function madeUp(input: MadeUp, unseeded: () => number): m.Item | readonly m.Item[] {
  const count = between('Number of items', input.randomDataCount, 0, mostItems)
  const random = input.randomDataSeed === '' ? unseeded : seeded(input.randomDataSeed)
  const nanoid = {
    alphabet: input.nanoidAlphabet || '0123456789abcdef',
    length: between('Length', Number(input.nanoidLength ?? 16), 0, longestId),
  }
  const rows = Array.from({ length: count }, () => randomData(input.randomDataType, random, nanoid))
  return input.randomDataSingleArray ? { json: { generatedItems: rows } } : rows.map((json) => ({ json }))
}

function between(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw m.refuse(`"${name}" is ${value}, but a whole number from ${least} to ${most} is needed.`, {
    code: 'parameter_wrong',
    retry: 'no',
  })
}

export const debugHelper = m.defineNode({
  type: 'debugHelper',
  name: 'Debug Helper',
  defaultName: 'DebugHelper',
  about: 'Fails on purpose, makes up data or uses up memory, to try out what a workflow does with it.',
  icon: 'lucide:bug',
  category: 'data',
  aliases: ['test', 'fake', 'mock', 'random', 'error', 'sample'],
  operation: help,
})
