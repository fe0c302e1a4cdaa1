import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { createPrograms } from './programs.ts'

const settings = { path: process.env['PATH'] ?? '', folder: tmpdir() }
const programs = createPrograms({ ...settings, open: 'programs' })
const shell = createPrograms({ ...settings, open: 'shell' })
const { signal } = new AbortController()
const node = (script: string, ...args: string[]) =>
  programs.run({ command: [process.execPath, '-e', script, ...args], signal })

describe('a program', () => {
  test('is started with its arguments, and says what it does', async () => {
    expect(
      await node('console.log(process.argv[1]); console.error("e"); process.exit(3)', '; echo $HOME | cat'),
    ).toEqual({
      exitCode: 3,
      stdout: '; echo $HOME | cat\n',
      stderr: 'e\n',
    })
  })

  test('knows nothing of the server', async () => {
    const { stdout } = await node('console.log(JSON.stringify(Object.keys(process.env).sort()))')
    expect(JSON.parse(stdout)).toEqual(['LANG', 'PATH'])
  })

  test('may be missing', async () => {
    await expect(programs.run({ command: ['no-such-program'], signal })).rejects.toThrow(
      'There is no program "no-such-program".',
    )
  })

  test('may not say too much', async () => {
    await expect(programs.run({ command: ['yes'], signal })).rejects.toThrow('"yes" said more than 16 MB')
  })

  test('ends with the execution, and what it started too', async () => {
    const cancelled = new AbortController()
    const running = shell.run({ command: { shell: 'sleep 30 & echo $!; wait' }, signal: cancelled.signal })
    setTimeout(() => cancelled.abort(new Error('cancelled')), 200)
    const began = performance.now()
    await expect(running).rejects.toThrow('cancelled')
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})

describe('a line of the shell', () => {
  test('is run where that is allowed', async () => {
    const { stdout } = await shell.run({ command: { shell: 'echo a | tr a b && echo c' }, signal })
    expect(stdout).toBe('b\nc\n')
    await expect(programs.run({ command: { shell: 'echo' }, signal })).rejects.toMatchObject({ code: 'shell_closed' })
  })

  test('and programs are refused where nothing is', async () => {
    const closed = createPrograms({ ...settings, open: 'no' })
    await expect(closed.run({ command: { shell: 'echo' }, signal })).rejects.toMatchObject({ code: 'programs_closed' })
    await expect(closed.run({ command: ['echo'], signal })).rejects.toMatchObject({ code: 'programs_closed' })
  })
})
