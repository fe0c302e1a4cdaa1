// Written by tools/nodes/write-registry.ts: whatever the *.node.ts and *.credential.ts files define.
import type { CredentialType, NodeType } from '@millrace/sdk'
import {
  httpBasicAuth,
  httpDigestAuth,
  httpBearerAuth,
  httpHeaderAuth,
  httpMultipleHeadersAuth,
  httpQueryAuth,
  httpCustomAuth,
  httpSslAuth,
} from './core/credentials/http-auth.credential.ts'
import { jwtAuth } from './core/credentials/jwt.credential.ts'
import { ifNode } from './core/if/if.node.ts'
import { limit } from './core/limit/limit.node.ts'
import { noOp } from './core/noOp/noOp.node.ts'

export const nodes: readonly NodeType[] = [ifNode, limit, noOp]

export const credentials: readonly CredentialType[] = [
  httpBasicAuth,
  httpDigestAuth,
  httpBearerAuth,
  httpHeaderAuth,
  httpMultipleHeadersAuth,
  httpQueryAuth,
  httpCustomAuth,
  httpSslAuth,
  jwtAuth,
]
