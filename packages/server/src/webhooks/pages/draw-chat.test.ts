import type { ChatPage } from '@millrace/sdk'
import { expect, test } from 'vitest'
import { drawPage } from './draw-page.ts'

const chat: ChatPage = {
  kind: 'chat',
  title: 'Help',
  heading: '<b>Help</b>',
  subtitle: 'Ask us',
  greetings: ['Hello & welcome', 'What is it?'],
  placeholder: 'Write "here"',
  remembers: false,
  attribution: false,
}

const drawn = (more: Partial<ChatPage> = {}) =>
  drawPage({ ...chat, ...more }, { test: false, inPlace: false, query: '' })

test('a chat says its texts as texts', async () => {
  const { text } = await drawn()
  expect(text).toContain('<h1>&lt;b&gt;Help&lt;/b&gt;</h1><p>Ask us</p>')
  expect(text).toContain('chat-message-from-bot">Hello &amp; welcome</div>')
  expect(text).toContain('placeholder="Write &quot;here&quot;"')
})

test('a chat takes files, recalls, and begins with a button, where it is told so', async () => {
  const plain = (await drawn()).text
  expect(plain).not.toMatch(/<input|<main [^>]*data-remembers|class="chat-start"/)
  expect((await drawn({ accept: 'image/*' })).text).toContain('<input type="file" multiple accept="image/*"')
  expect((await drawn({ accept: '*' })).text).toContain('<input type="file" multiple aria-label')
  expect((await drawn({ remembers: true })).text).toContain('<main class="chat-layout" data-remembers>')
  const { text } = await drawn({ start: 'Begin' })
  expect(text).toContain('<button class="submit-btn" type="button">Begin</button>')
  expect(text).toContain('<footer class="chat-footer" hidden>')
})

test('nothing of a chat can become markup or run', async () => {
  const { policy } = await drawn({ css: 'body { background: url(https://evil.test/x) }' })
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'")
  expect(policy).toContain("form-action 'none'")
  expect(policy).not.toMatch(/unsafe|\*/)
})
