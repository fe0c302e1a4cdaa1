import * as m from '@millrace/sdk'

/** What a run by hand starts with, since nothing has failed then. */
const example: m.Item = {
  json: {
    execution: {
      id: 231,
      url: 'http://localhost:5678/execution/workflow/1/231',
      retryOf: '34',
      error: { message: 'An example of an error', stack: 'Where in the code it happened' },
      lastNodeExecuted: 'Node With Error',
      mode: 'manual',
    },
    workflow: { id: '1', name: 'Example Workflow' },
  },
}

export const errorTrigger = m.defineNode({
  type: 'errorTrigger',
  name: 'Error Trigger',
  about: 'Starts the workflow when another one fails that names it as its error workflow.',
  icon: 'lucide:bug',
  category: 'trigger',
  aliases: ['failure', 'exception', 'alert', 'catch'],
  input: {
    notice: m.notice('Choose this workflow as the error workflow in the settings of others. It runs when they fail.'),
  },
  trigger: { by: 'error', start: (_context, given) => given ?? [example] },
})
