import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

const module = new URL('./end-with-parent.mjs', import.meta.url).href

function child(program: string) {
  return spawn(process.execPath, ['--import', module, '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] })
}

test('a process that would go on for ever ends when whoever started it lets go of the pipe', async () => {
  const endless = child("setInterval(() => {}, 1000); console.log('there')")
  await once(endless.stdout, 'data')
  endless.stdin.destroy()
  expect(await once(endless, 'exit')).toEqual([1, null])
})

test('one that has nothing left to do is not kept', async () => {
  expect(await once(child("console.log('done')"), 'exit')).toEqual([0, null])
})
