/**
 * How a list goes on over several requests. Its texts look at the answer (`$response`, `$request`,
 * `$pageCount`), so they are evaluated between the requests and not before (`paginate.ts`).
 */
import * as m from '@millrace/sdk'

const whilePaging = <F extends m.Input>(input: F) => m.when(m.isNot('paginationMode', 'off'), input)

export const paginationInput = m.groups(
  'Pagination',
  {
    pagination: m.group('Pagination', {
      paginationMode: m.choice(
        'Pagination mode',
        {
          off: 'Off',
          updateAParameterInEachRequest: 'Change a parameter in each request',
          responseContainsNextURL: 'The answer has the next URL',
        },
        { default: 'updateAParameterInEachRequest', noExpression: true },
      ),
      webhookNotice: whilePaging(m.notice('Use $response, $request and $pageCount in the expressions below.')),
      nextURL: m.when(m.is('paginationMode', 'responseContainsNextURL'), m.value('Next URL')),
      parameters: m.when(
        m.is('paginationMode', 'updateAParameterInEachRequest'),
        m.list(
          'Parameters',
          'parameters',
          {
            type: m.choice('Type', { body: 'Body', headers: 'Header', qs: 'Query' }, { default: 'qs' }),
            name: m.value('Name'),
            value: m.value('Value'),
          },
          {
            groupLabel: 'Parameter',
            default: { parameters: [{ type: 'qs', name: '', value: '' }] },
            noExpression: true,
          },
        ),
      ),
      paginationCompleteWhen: whilePaging(
        m.choice(
          'Pagination complete when',
          {
            responseIsEmpty: 'The answer is empty',
            receiveSpecificStatusCodes: 'A status code arrives',
            other: 'An expression holds',
          },
          { noExpression: true },
        ),
      ),
      statusCodesWhenComplete: m.when(
        m.is('paginationCompleteWhen', 'receiveSpecificStatusCodes'),
        m.text('Status codes when complete', { noExpression: true, placeholder: '404, 410' }),
      ),
      completeExpression: m.when(m.is('paginationCompleteWhen', 'other'), m.value('Complete expression')),
      limitPagesFetched: whilePaging(m.flag('Limit pages fetched', { noExpression: true })),
      maxRequests: m.when(m.is('limitPagesFetched', true), m.number('Max pages', { default: 100, noExpression: true })),
      requestInterval: whilePaging(m.number('Interval between requests (ms)', { min: 0 })),
    }),
  },
  { default: { pagination: {} } },
)
