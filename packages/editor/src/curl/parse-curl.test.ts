import { expect, test } from 'vitest'
import { random } from '@millrace/expression/testing'
import { filledFromCurl } from './curl-parameters.ts'
import { parseCurl } from './parse-curl.ts'
import { shellWords } from './shell-words.ts'

const signs = [...`ab Z9'"\\$\`^|>;&#!*?~{}[]()=@%<,:é✓\u{1F30A}\t`, '\n', '{{', '}}', '\\n', "'\\''"]

/** A word of signs that shells and languages care about. */
function someWord(pick: (below: number) => number, least = 0): string {
  return Array.from({ length: least + pick(8) }, () => signs[pick(signs.length)] ?? '').join('')
}

const quotations: readonly ((word: string) => string)[] = [
  (word) => `'${word.replaceAll("'", "'\\''")}'`,
  (word) => `"${word.replaceAll(/["\\$`]/g, '\\$&')}"`,
  (word) => `$'${word.replaceAll(/['\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('é', '\\xc3\\xa9')}'`,
  (word) => (word === '' ? "''" : [...word].map((sign) => (sign === '\n' ? "'\n'" : `\\${sign}`)).join('')),
]

test('words come out as they went in, however they are quoted', () => {
  const pick = random(7)
  for (let round = 0; round < 2000; round += 1) {
    const words = Array.from({ length: 1 + pick(4) }, () => someWord(pick))
    const line = words
      .map((word) => (quotations[pick(quotations.length)] ?? String)(word))
      .join([' ', '  ', ' \\\n '][pick(3)] ?? ' ')
    expect(shellWords(line), line).toEqual(words)
  }
})

test('a request comes out as it went in', () => {
  const pick = random(11)
  const quoted = (word: string) => (quotations[pick(quotations.length)] ?? String)(word)
  for (let round = 0; round < 1000; round += 1) {
    const method = ['GET', 'POST', 'PURGE'][pick(3)] ?? 'GET'
    const value = someWord(pick, 1).replaceAll('\n', ' ').trim()
    const data = Array.from({ length: pick(3) }, () => someWord(pick, 1))
    const options = [
      `-X${method}`,
      ...(value === '' ? [] : [`-H ${quoted(`X-Some: ${value}`)}`]),
      ...data.map((text) => `--data-raw ${quoted(text)}`),
      '-sS',
      quoted('https://api.example/a?b=c'),
    ]
    for (let at = options.length - 1; at > 0; at -= 1) {
      const other = pick(at + 1)
      // Data keeps its order among itself.
      if (!options[at]?.startsWith('--data') && !options[other]?.startsWith('--data')) {
        ;[options[at], options[other]] = [options[other] ?? '', options[at] ?? '']
      }
    }
    const read = parseCurl(`curl ${options.join(' ')}`)
    expect(read, options.join(' ')).toMatchObject({ method, url: 'https://api.example/a?b=c', notes: [] })
    expect(read?.headers.find(([name]) => name === 'X-Some')?.[1] ?? '').toBe(value)
    expect(read?.body).toEqual(data.length === 0 ? undefined : { kind: 'text', text: data.join('&') })
  }
})

test('any text gives a request or none, and never an error', () => {
  const pick = random(3)
  const letters = [
    '-H',
    '-d',
    '-F',
    '-u',
    '-X',
    '-G',
    '--json',
    '--data-urlencode',
    '-x',
    '-b',
    '--form',
    'a=b',
    '@x',
    'https://h/',
  ]
  for (let round = 0; round < 3000; round += 1) {
    const soup = Array.from({ length: pick(12) }, () =>
      pick(2) === 0 ? (letters[pick(letters.length)] ?? '') : someWord(pick),
    )
    const text = `curl ${soup.join(' ')}`
    const filled = filledFromCurl(text)
    expect(filled === undefined || typeof filled.parameters['url'] === 'string', text).toBe(true)
  }
})

test('the Windows command line, as browsers copy it', () => {
  const command = [
    'curl ^"https://api.example/a?b=1^&c=2^" ^\r\n',
    '  -H ^"content-type: application/json^" ^\r\n',
    '  --data-raw ^"^{^\\^"a^\\^":^\\^"100^%^ ok^\\^"^}^"',
  ].join('')
  expect(parseCurl(command)).toMatchObject({
    method: 'POST',
    url: 'https://api.example/a?b=1&c=2',
    headers: [['content-type', 'application/json']],
    body: { text: '{"a":"100% ok"}' },
  })
})

test('what cannot be taken along is told', () => {
  const told = (command: string) => filledFromCurl(command)?.notes
  expect(told('curl -F file=@/tmp/a.png https://h/')).toEqual([
    'The file “/tmp/a.png” is not here: its field names a file of the item.',
  ])
  expect(told('curl --digest -u a:b https://h/')).toEqual([
    '--digest needs a credential: choose one under Authentication.',
  ])
  expect(told('curl -b cookies.txt https://h/')).toEqual(['The cookies of the file “cookies.txt” are not here.'])
  expect(told('curl https://h/ https://i/')).toEqual(['Only the first of 2 addresses was taken.'])
  expect(told('curl')).toBeUndefined()
  expect(told('wget https://h/')).toBeUndefined()
})

test('the request that was there is gone, and what is no part of a request stays', () => {
  const filled = filledFromCurl('curl -k -x proxy.example:3128 -U a:b -m 2.5 --max-redirs 3 https://h/a', {
    method: 'POST',
    url: 'https://old/',
    sendBody: true,
    jsonBody: '{}',
    authentication: 'genericCredentialType',
    genericAuthType: 'httpBasicAuth',
    options: { lowercaseHeaders: false, timeout: 1 },
  })
  expect(filled?.parameters).toEqual({
    authentication: 'genericCredentialType',
    genericAuthType: 'httpBasicAuth',
    url: 'https://h/a',
    options: {
      lowercaseHeaders: false,
      allowUnauthorizedCerts: true,
      proxy: 'http://a:b@proxy.example:3128/',
      timeout: 2500,
      redirect: { redirect: { followRedirects: true, maxRedirects: 3 } },
    },
  })
})

test('values that begin like an expression stay texts', () => {
  const { parameters } = filledFromCurl(`curl -H 'X-A: ={{ $json }}' --data-raw '=}}' https://h/`) ?? {}
  expect(parameters?.['headerParameters']).toEqual({
    parameters: [{ name: 'X-A', value: '={{ "=\\u007b\\u007b $json \\u007d\\u007d" }}' }],
  })
  expect(parameters?.['body']).toBe('={{ "=\\u007d\\u007d" }}')
})
