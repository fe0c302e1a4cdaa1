import { expect, test } from 'vitest'
import { outboundPolicy } from './outbound-policy.ts'

test('reads networks, and addresses with a port', () => {
  expect(outboundPolicy('guarded', ['10.0.0.0/8', '10.0.0.5:5432', 'fd00::/8', '[fd00::1]:443'])).toEqual({
    mode: 'guarded',
    allow: [
      { network: '10.0.0.0/8' },
      { network: '10.0.0.5', port: 5432 },
      { network: 'fd00::/8' },
      { network: 'fd00::1', port: 443 },
    ],
  })
})
