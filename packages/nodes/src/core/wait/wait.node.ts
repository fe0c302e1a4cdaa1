/** Waits for a time, for a call of its own address, or for a form; then goes on with its items, or with what came. */
import * as m from '@millrace/sdk'
import { after, momentOf } from './moment.ts'
import { suffixOf } from './resume-call.ts'
import { resumeWait } from './resume-wait.ts'
import { waitInput } from './wait-input.ts'

type Input = m.Read<typeof waitInput>

const wait = m.operation({
  input: waitInput,
  per: 'list',
  run: async (given, { context, items }) => {
    const { entry } = context
    if (entry.by === 'webhook' || entry.by === 'form') return entry.items
    if (entry.by === 'time') return items()
    const until = momentFor(given, context)
    if (given.resume === 'webhook' || given.resume === 'form') {
      return { kind: 'wait', for: { ...addressFor(given, context), ...(until !== undefined && { until }) } }
    }
    if (until === undefined || until <= context.now().getTime()) return items()
    return { kind: 'wait', for: { by: 'time', until } }
  },
})

/** Until when it waits; undefined where nothing limits it. */
function momentFor(given: Input, context: m.RunContext): number | undefined {
  switch (given.resume) {
    case 'timeInterval':
      return after(context.now(), given.amount ?? 0, given.unit ?? 'seconds')
    case 'specificTime':
      return momentOf(given.dateTime, context.zone)
    case 'webhook':
    case 'form':
      if (!given.limitWaitTime) return undefined
      if (given.limitType === 'atSpecifiedTime') return momentOf(given.maxDateAndTime, context.zone)
      return after(context.now(), given.resumeAmount ?? 0, given.resumeUnit ?? 'hours')
  }
}

/** The address it waits at. How that answers is in the parameters, as they are now. */
function addressFor({ resume, httpMethod, options }: Input, context: m.RunContext): AddressReason {
  const suffix = suffixOf(options)
  return {
    by: resume === 'form' ? 'form' : 'webhook',
    methods: resume === 'form' ? ['GET', 'POST'] : [httpMethod ?? 'GET'],
    ...(suffix === '' ? {} : { suffix }),
    answer: asJson(context.parameters()),
  }
}

type AddressReason = Extract<m.WaitReason, { readonly by: 'webhook' | 'form' }>

/** Resolved parameters as they are kept: dates become text. */
function asJson(parameters: m.JsonParameters): m.JsonObject {
  const json: m.JsonObject = JSON.parse(JSON.stringify(parameters))
  return json
}

export const waitNode = m.defineNode({
  type: 'wait',
  name: 'Wait',
  about: 'Holds the workflow until a time has come, its address is called, or its form is submitted.',
  icon: 'lucide:hourglass',
  category: 'flow',
  aliases: ['sleep', 'delay', 'pause', 'timeout', 'approve', 'resume'],
  versions: [1, 1.1],
  summary: [
    { text: '{unit}: {amount}', when: m.is('resume', 'timeInterval') },
    { text: 'Until {dateTime}', when: m.is('resume', 'specificTime') },
    { text: 'For a call', when: m.is('resume', 'webhook') },
    { text: 'For a form', when: m.is('resume', 'form') },
  ],
  credentials: [
    { type: 'httpBasicAuth', required: true, when: m.is('incomingAuthentication', 'basicAuth') },
    { type: 'httpHeaderAuth', required: true, when: m.is('incomingAuthentication', 'headerAuth') },
    { type: 'jwtAuth', required: true, when: m.is('incomingAuthentication', 'jwtAuth') },
  ],
  continuesForm: m.is('resume', 'form'),
  operation: wait,
  resume: resumeWait,
})
