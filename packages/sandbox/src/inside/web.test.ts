import { describe, expect, it } from 'vitest'
import { compute } from '../runner/compute.ts'
import { installHost } from './host.ts'
import { TextDecoder, TextEncoder, URL, URLSearchParams, atob, btoa, structuredClone } from './web.ts'

const unused = () => {
  throw new Error('not asked for here')
}
installHost({
  askNow: unused,
  ask: unused,
  startTimer: unused,
  stopTimer: unused,
  print: unused,
  deliver: unused,
  compute,
})

describe('URL', () => {
  it.each([
    'https://user:pw@example.com:8443/a/b?x=1&y=%20z#h',
    'HTTP://EXAMPLE.com/ä?q=ö',
    'mailto:someone@example.com',
    'http://0x7f.1/',
  ])('reads %s like the system', (text) => {
    const [ours, theirs] = [new URL(text), new globalThis.URL(text)]
    for (const part of ['href', 'origin', 'protocol', 'host', 'port', 'pathname', 'search', 'hash'] as const) {
      expect(Reflect.get(ours, part)).toBe(theirs[part])
    }
  })

  it('takes a base, is changed by its parts and its parameters, and refuses nonsense', () => {
    const url = new URL('../c?x=1', 'https://example.com/a/b')
    url.searchParams.append('y', 'ä & b')
    Reflect.set(url, 'hash', 'end')
    expect(String(url)).toBe('https://example.com/c?x=1&y=%C3%A4+%26+b#end')
    expect(JSON.stringify({ url })).toContain('https://example.com/c')
    expect(() => new URL('no url')).toThrow(TypeError)
    expect(URL.canParse('no url')).toBe(false)
  })
})

describe('URLSearchParams', () => {
  it.each(['a=1&b=2&a=3', '?q=x+y%20z', 'a', 'a=%zz&b=%E4', 'k=ä&!=~*()', ''])(
    'reads and writes %s like the system',
    (text) => {
      const [ours, theirs] = [new URLSearchParams(text), new globalThis.URLSearchParams(text)]
      expect([...ours]).toEqual([...theirs])
      expect(ours.toString()).toBe(theirs.toString())
    },
  )

  it('sets the first of a name and removes the others', () => {
    const params = new URLSearchParams([
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ])
    params.set('a', 9)
    expect(params.toString()).toBe('a=9&b=2')
    params.delete('b')
    expect(params.has('b')).toBe(false)
    expect(params.getAll('a')).toEqual(['9'])
  })
})

describe('text', () => {
  it('is encoded and decoded', () => {
    expect(new TextDecoder().decode(new TextEncoder().encode('\ufeffé€'))).toBe('é€')
    expect(atob(btoa('ÿ!'))).toBe('ÿ!')
    expect(() => btoa('€')).toThrow('U+00FF')
    expect(() => atob('a')).toThrow('base64')
  })
})

describe('structuredClone', () => {
  it('copies data, loops included, and refuses functions', () => {
    const value: Record<string, unknown> = { date: new Date(5), map: new Map([['k', [1]]]), set: new Set([1]) }
    value.self = value
    const copy = structuredClone(value)
    expect(copy).toEqual(value)
    expect(copy).not.toBe(value)
    expect(() => structuredClone({ run: () => 1 })).toThrow(TypeError)
  })
})
