import { expect, test } from 'vitest'
import { createHostGuard } from './host-guard.ts'

const local = createHostGuard({ publicUrl: 'http://localhost:5678', listen: '127.0.0.1', names: [] })

test.each(['localhost:5678', '127.0.0.1:5678', '[::1]:5678', 'LOCALHOST', 'app.localhost:5678', 'localhost.'])(
  '%s is this server',
  (host) => expect(local(host)).toBe(true),
)

test.each(['evil.example', 'evil.example:5678', 'localhost.evil.example', '10.0.0.5', '', undefined])(
  '%s is not',
  (host) => expect(local(host)).toBe(false),
)

test('a server for others answers to its public name, to addresses and to the names it was given', () => {
  const guard = createHostGuard({ publicUrl: 'https://flows.example.com', listen: '0.0.0.0', names: ['intern'] })
  expect(['flows.example.com', '10.0.0.5:5678', '[fe80::1]', 'intern:80'].every(guard)).toBe(true)
  expect(guard('other.example.com')).toBe(false)
})

test('a star switches the guard off', () => {
  expect(createHostGuard({ publicUrl: 'http://x', listen: '0.0.0.0', names: ['*'] })('anything')).toBe(true)
})
