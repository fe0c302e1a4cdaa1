import * as m from '@millrace/sdk'
import { readJsonObject } from '../values/read-json.ts'
import { wholeNode } from '../values/whole-node.ts'
import { algorithms } from './algorithms.ts'
import { decodeToken, type TokenParts, verifyToken } from './read-token.ts'
import { secondsOf, signToken } from './sign-token.ts'

const token = m.text('Token', { required: true, password: true, validateType: 'jwt' })

/** All operations share one collection, each with its own members. */
const options = m.collection('Options', {
  complete: m.when(m.is('/operation', 'verify', 'decode'), m.flag('Also the head and the signature')),
  ...m.given(m.is('/operation', 'verify'), {
    ignoreExpiration: m.flag('Also when it has expired'),
    ignoreNotBefore: m.flag('Also before it begins'),
    clockTolerance: m.number('Clocks may differ by', { min: 0, help: 'Seconds.' }),
  }),
  kid: m.when(m.is('/operation', 'sign'), m.text('ID of the key')),
  algorithm: m.when(
    m.is('/operation', 'sign', 'verify'),
    m.choice(
      'Algorithm instead of the credential’s',
      algorithms.map((one) => [one, one] as const),
      { default: 'HS256' },
    ),
  ),
})

const sign = m.operation({
  name: 'Sign',
  preset: true,
  input: {
    useJson: m.switched('Payload as JSON', {
      claimsJson: m.json('Payload', {
        default: '{\n  "my_field_1": "value 1",\n  "my_field_2": "value 2"\n}\n',
        rows: 5,
        validateType: 'object',
      }),
    }),
    claims: m.when(
      m.is('useJson', false),
      m.collection('Payload', {
        audience: m.text('For whom (aud)'),
        expiresIn: m.number('Expires in (exp)', { default: 3600, min: 0, help: 'Seconds from now.' }),
        issuer: m.text('By whom (iss)'),
        jwtid: m.text('ID (jti)'),
        notBefore: m.number('Begins in (nbf)', { min: 0, help: 'Seconds from now.' }),
        subject: m.text('About whom (sub)'),
      }),
    ),
    headerClaims: m.json('Further members of the head', { default: '{}', rows: 5, validateType: 'object' }),
    options,
  },
  per: 'each',
  run: async (inputAt, { items, context }) =>
    eachLinked(await items(), async (index) => {
      const { useJson, claimsJson, claims = {}, headerClaims, options: chosen } = inputAt(index)
      const payload = useJson ? readJsonObject(claimsJson, 'The payload') : payloadOf(claims, context.now())
      const header = { ...(chosen.kid && { kid: chosen.kid }), ...readJsonObject(headerClaims, 'The head') }
      const signed = await context.credential('jwtAuth', (fields) =>
        signToken(payload, { ...fields, algorithm: chosen.algorithm ?? fields['algorithm'] }, context.now(), header),
      )
      return { token: signed }
    }),
})

interface Claims {
  readonly audience?: string | undefined
  readonly expiresIn?: number | undefined
  readonly issuer?: string | undefined
  readonly jwtid?: string | undefined
  readonly notBefore?: number | undefined
  readonly subject?: string | undefined
}

function payloadOf(claims: Claims, now: Date): m.JsonObject {
  const iat = secondsOf(now)
  return {
    iat,
    ...(claims.notBefore !== undefined && { nbf: iat + claims.notBefore }),
    ...(claims.expiresIn !== undefined && { exp: iat + claims.expiresIn }),
    ...(claims.audience && { aud: claims.audience }),
    ...(claims.issuer && { iss: claims.issuer }),
    ...(claims.subject && { sub: claims.subject }),
    ...(claims.jwtid && { jti: claims.jwtid }),
  }
}

const verify = m.operation({
  name: 'Verify',
  input: { token, options },
  per: 'each',
  run: async (inputAt, { items, context }) =>
    eachLinked(await items(), async (index) => {
      const { token: given, options: chosen } = inputAt(index)
      const parts = await context.credential('jwtAuth', (fields) =>
        verifyToken(given, fields, {
          algorithm: chosen.algorithm ?? String(fields['algorithm'] ?? 'HS256'),
          ignoreExpiration: chosen.ignoreExpiration ?? false,
          ignoreNotBefore: chosen.ignoreNotBefore ?? false,
          tolerance: chosen.clockTolerance ?? 0,
          now: context.now(),
        }),
      )
      return shown(parts, chosen.complete)
    }),
})

const decode = m.operation({
  name: 'Decode',
  about: 'Without a check: whoever made it.',
  input: { token, options },
  per: 'each',
  run: async (inputAt, { items }) =>
    eachLinked(await items(), async (index) => {
      const { token: given, options: chosen } = inputAt(index)
      return shown(decodeToken(given), chosen.complete)
    }),
})

function shown({ header, payload, signature }: TokenParts, complete: boolean | undefined): m.JsonObject {
  return complete ? { header, payload, signature } : { payload }
}

/** An item of every item; one that fails is the failure of the node, also where it is told to continue. */
async function eachLinked(
  items: readonly m.Item[],
  make: (index: number) => Promise<m.JsonObject>,
): Promise<readonly m.Item[]> {
  const made: m.Item[] = []
  for (const index of items.keys()) {
    try {
      made.push({ json: await make(index), pairedItem: index })
    } catch (thrown) {
      throw wholeNode(thrown)
    }
  }
  return made
}

export const jwt = m.defineNode({
  type: 'jwt',
  name: 'JWT',
  about: 'Signs, checks and reads JSON web tokens.',
  icon: 'lucide:key-round',
  category: 'data',
  aliases: ['json web token', 'sign', 'verify', 'bearer'],
  credentials: ['jwtAuth'],
  operations: { decode, sign, verify },
})
