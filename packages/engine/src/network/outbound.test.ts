import { describe, expect, it } from 'vitest'
import { mayConnect, type OutboundPolicy } from './outbound.ts'

const open: OutboundPolicy = { mode: 'open' }
const guarded: OutboundPolicy = { mode: 'guarded' }

describe('outbound connections', () => {
  const publicAddresses = ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '8.8.8.8']
  it.each(publicAddresses)('may go to the public address %s, always', (address) => {
    expect(mayConnect(open, address, 443)).toBe(true)
    expect(mayConnect(guarded, address, 443)).toBe(true)
  })

  const own = ['127.0.0.1', '::1', '10.1.2.3', '172.16.0.9', '192.168.1.1', '100.64.0.1', 'fd12::1', '0.0.0.0', '::']
  it.each([...own, '::ffff:127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '0x7f.1', '2130706433', '::127.0.0.1'])(
    'may go to %s only while the server is open',
    (address) => {
      expect(mayConnect(open, address, 80)).toBe(true)
      expect(mayConnect(guarded, address, 80)).toBe(false)
    },
  )

  const metadata = [
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    'fe80::1',
    'fd00:ec2::254',
    '100.100.100.200',
  ]
  it.each(metadata)('never go to the metadata address %s without its own switch', (address) => {
    expect(mayConnect(open, address, 80)).toBe(false)
    expect(mayConnect({ mode: 'guarded', allow: [{ network: '169.254.0.0/16' }] }, address, 80)).toBe(false)
    expect(mayConnect({ mode: 'open', allowLinkLocal: true }, address, 80)).toBe(true)
  })

  it.each(['224.0.0.1', '255.255.255.255', 'ff02::1', '240.0.0.1', 'not an address', ''])(
    'never go to %j',
    (address) => {
      expect(mayConnect(open, address, 80)).toBe(false)
    },
  )

  it('may go where the administrator says, to the named port only', () => {
    const policy: OutboundPolicy = {
      mode: 'guarded',
      allow: [{ network: '10.0.0.0/8', port: 5432 }, { network: '127.0.0.1' }],
    }
    expect(mayConnect(policy, '10.9.9.9', 5432)).toBe(true)
    expect(mayConnect(policy, '10.9.9.9', 80)).toBe(false)
    expect(mayConnect(policy, '::ffff:127.0.0.1', 80)).toBe(true)
    expect(mayConnect(policy, '192.168.0.1', 5432)).toBe(false)
  })
})
