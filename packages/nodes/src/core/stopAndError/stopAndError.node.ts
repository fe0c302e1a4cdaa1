import * as m from '@millrace/sdk'
import { messageOf, toErrorObject } from './error-object.ts'

const stop = m.operation({
  input: {
    errorType: m.variants('Say what went wrong', {
      errorMessage: m.variant('As a sentence', {
        errorMessage: m.text('Message', { required: true, placeholder: 'The order has no customer.' }),
      }),
      errorObject: m.variant('As an object', {
        errorObject: m.json('Object', {
          required: true,
          rows: 5,
          placeholder: '{ "code": 404, "message": "Not found" }',
        }),
      }),
    }),
  },
  per: 'list',
  run: (given) => {
    if (given.errorType === 'errorMessage') throw stopped(given.errorMessage)
    const object = toErrorObject(given.errorObject)
    throw stopped(messageOf(object), object)
  },
})

/** Ends the execution whatever the node is told to do about failures: that is what it is there for. */
function stopped(message: string, errorObject?: m.JsonObject): m.NodeError {
  return m.refuse(message, {
    code: 'stopped',
    reach: 'execution',
    retry: 'no',
    ...(errorObject && { context: { errorObject } }),
  })
}

export const stopAndError = m.defineNode({
  type: 'stopAndError',
  name: 'Stop and Error',
  about: 'Ends the execution as failed, with an error of your own.',
  icon: 'lucide:octagon-alert',
  category: 'flow',
  aliases: ['throw', 'fail', 'abort', 'exception'],
  outputs: 0,
  summary: [{ text: '{errorMessage}', when: m.is('errorType', 'errorMessage') }],
  operation: stop,
})
