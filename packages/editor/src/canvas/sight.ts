/**
 * What all cards and channels of one canvas share. It is read once for all of them: a thousand cards that each ask for
 * the catalog are a thousand observers that every answer wakes.
 */
import type { CredentialSummary } from '@millrace/api'
import { createContext, use } from 'react'
import { type Catalog, catalogOf } from '../catalog/catalog.ts'

export interface Sight {
  readonly catalog: Catalog
  /** Undefined while they are not known, and in history, where nothing is asked for. */
  readonly credentials: readonly CredentialSummary[] | undefined
  /** So far away that nothing can be read: cards are plates, channels are strokes, and both cost little. */
  readonly far: boolean
}

export const SightContext = createContext<Sight>({ catalog: catalogOf([]), credentials: undefined, far: false })

export function useSight(): Sight {
  return use(SightContext)
}
