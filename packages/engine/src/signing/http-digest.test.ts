import type { HttpRequest, HttpResponse } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { sendWithDigest } from './http-digest.ts'

const login = { user: 'Mufasa', password: 'Circle of Life' }
const request: HttpRequest = { method: 'GET', url: 'http://www.example.org/dir/index.html' }
const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v'
const clientNonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'

/** What is sent to a server that challenges the first request. */
async function sentTo(challenge: string, who = login): Promise<readonly HttpRequest[]> {
  const sent: HttpRequest[] = []
  const send = async (one: HttpRequest): Promise<HttpResponse> => {
    sent.push(one)
    const status = sent.length === 1 ? 401 : 200
    return { status, statusText: '', headers: { 'www-authenticate': challenge }, url: one.url, text: '' }
  }
  await sendWithDigest(who, request, send, () => clientNonce)
  return sent
}

const answerTo = async (challenge: string, who = login) =>
  (await sentTo(challenge, who))[1]?.signedHeaders?.authorization

describe('a digest', () => {
  const about = `realm="http-auth@example.org", qop="auth, auth-int", nonce="${nonce}", opaque="FQhe/q"`

  test('proves the password as the RFC’s examples do, with the strongest hash that is offered', async () => {
    const md5 = await answerTo(`Digest ${about}, algorithm=MD5`)
    expect(md5).toContain('response="8ca523f5e9506fed4657c9700eebdbec"')
    const sha256 = await answerTo(`Basic realm="x", Digest ${about}, algorithm=MD5, Digest ${about}, algorithm=SHA-256`)
    expect(sha256).toBe(
      `Digest username="Mufasa", realm="http-auth@example.org", nonce="${nonce}", uri="/dir/index.html", ` +
        'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", algorithm=SHA-256, ' +
        `qop=auth, nc=00000001, cnonce="${clientNonce}", opaque="FQhe/q"`,
    )
  })

  test('answers servers that offer no quality of protection', async () => {
    const answer = await answerTo('Digest realm="testrealm@host.com", nonce="n"')
    expect(answer).toMatch(/^Digest username="Mufasa".*response="[0-9a-f]{32}"$/)
    expect(answer).not.toContain('cnonce')
  })

  test('writes names that are no ASCII as the RFC says, and hides them where asked', async () => {
    const who = { user: 'Jäsøn', password: 'x' }
    expect(await answerTo(`Digest ${about}`, who)).toContain("username*=UTF-8''J%C3%A4s%C3%B8n")
    const hidden = await answerTo(`Digest ${about}, algorithm=SHA-256, userhash=true`, who)
    expect(hidden).toMatch(/^Digest username="[0-9a-f]{64}".*userhash=true$/)
  })

  test('is sent only to a server that asks for one it can make', async () => {
    expect(await sentTo('Basic realm="x"')).toHaveLength(1)
    expect(await sentTo(`Digest realm="x", nonce="n", qop="auth-int"`)).toHaveLength(1)
    expect(await sentTo(`Digest realm="x", nonce="n", algorithm=OWN`)).toHaveLength(1)
  })
})
