import { expect, test } from 'vitest'
import { isBot } from './bots.ts'

test.each([
  'Googlebot/2.1 (+http://www.google.com/bot.html)',
  'curl/8.0',
  'facebookexternalhit/1.1',
  'Slackbot-LinkExpanding 1.0',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Twitterbot/1.0',
  'WhatsApp/2.19.81 A',
  'python-requests/2.31',
  'Mozilla/5.0 (compatible; YandexBot/3.0)',
])('%s is a bot', (agent) => expect(isBot(agent)).toBe(true))

test.each([
  'Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 13; Cubot P50) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36',
  'conformance',
  '',
  undefined,
])('%s is a person', (agent) => expect(isBot(agent)).toBe(false))
