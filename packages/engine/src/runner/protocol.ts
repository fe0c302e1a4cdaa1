/**
 * What a server process and its runners say to each other. Messages of one turn of the event loop travel as
 * one frame (see `channel.ts`).
 *
 *   M1  Messages arrive in the order they were sent.
 *   M2  A runner asks for what is outside (`ask`) and is answered (`reply`, `refuse`) by number. What every execution
 *       would ask for first, the workflow, is sent with its start.
 *   M3  Journal writes are asks too; what they `deliver` leaves the server once they are on disk.
 *   M4  Live messages are told once and may be lost. Pieces of an answer leave the server once the writes that came
 *       before them are on disk.
 */
import type { Json } from '@millrace/sdk'
import { isProgress } from '@millrace/workflow'
import type { Cause, Delivery, JournalWrite, ListPiece, LiveMessage, StartJob, WorkflowToRun } from '../ports.ts'
import type { Resumption } from '../resume.ts'

/** From the server to a runner. */
export type ToRunner =
  | {
      readonly do: 'start'
      readonly job: StartJob
      readonly fence: number
      /** The workflow of the job, null where there is none; left out where the job brings its document. */
      readonly found?: WorkflowToRun | null
    }
  | {
      readonly do: 'goOn'
      readonly execution: string
      readonly workflow: string
      readonly fence: number
      readonly answer?: Resumption
      readonly respond?: StartJob['respond']
    }
  | { readonly do: 'cancel'; readonly execution: string }
  | { readonly do: 'reply'; readonly id: number; readonly value: Json | undefined }
  | { readonly do: 'refuse'; readonly id: number; readonly error: WireError }
  /** Are you there? */
  | { readonly do: 'ping' }
  | { readonly do: 'end' }

/** From a runner to the server. */
export type FromRunner =
  | {
      readonly do: 'append'
      readonly id: number
      readonly execution: string
      readonly about: AboutWrite
      /** Left out where it is packed: then it is the bytes that belong to the message. */
      readonly write?: WireWrite
      readonly deliver?: Delivery
    }
  | { readonly do: 'ask'; readonly id: number; readonly port: string; readonly args: readonly unknown[] }
  | { readonly do: 'live'; readonly execution: string; readonly message: LiveMessage }
  /** Here I am: once it is up, and to each ping. */
  | { readonly do: 'pong' }
  /** An execution that could not begin, or that a fault of the engine ended: nothing more comes from it. */
  | { readonly do: 'failed'; readonly execution: string; readonly error: WireError }

/** What the server must know of a write. */
export interface AboutWrite {
  readonly status: JournalWrite['status']
  readonly lastSeq: number
  /** It records that a step came to something. */
  readonly getsOn: boolean
  readonly causes?: readonly Cause[]
}

export function aboutWrite({ status, entries, causes }: JournalWrite): AboutWrite {
  return {
    status,
    lastSeq: entries.at(-1)?.seq ?? -1,
    getsOn: entries.some(({ event }) => isProgress(event)),
    ...(causes !== undefined && causes.length > 0 && { causes }),
  }
}

/** A piece of a list as it crosses: its bytes in base64. */
export type WirePiece = Omit<ListPiece, 'data'> & { readonly data: string }

export function toWirePiece(piece: ListPiece): WirePiece {
  return { ...piece, data: Buffer.from(piece.data).toString('base64') }
}

export function fromWirePiece(piece: WirePiece): ListPiece {
  return { ...piece, data: Buffer.from(piece.data, 'base64') }
}

/** A write that is not encoded for a store, as it crosses. */
export type WireWrite = Omit<JournalWrite, 'pieces'> & { readonly pieces?: readonly WirePiece[] }

export function toWireWrite({ pieces, ...write }: JournalWrite): WireWrite {
  return pieces === undefined ? write : { ...write, pieces: pieces.map(toWirePiece) }
}

export function fromWireWrite({ pieces, ...write }: WireWrite): JournalWrite {
  return pieces === undefined ? write : { ...write, pieces: pieces.map(fromWirePiece) }
}

/** An error as it crosses: its words, not its stack. */
export interface WireError {
  readonly name: string
  readonly code: string
  readonly message: string
}

export function toWire(thrown: unknown): WireError {
  if (!(thrown instanceof Error)) return { name: 'Error', code: 'unexpected', message: String(thrown) }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'unexpected'
  return { name: thrown.name, code, message: thrown.message }
}
