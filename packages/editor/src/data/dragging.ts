/** A field on its way from the data into a parameter: the expression that reads it, and the kind of its value. */
import type { DragEvent } from 'react'
import { type Kind, kindWords } from './values.ts'

const mappingType = 'application/x-millrace-mapping'
const kindType = 'application/x-millrace-kind'

export interface DraggedField {
  readonly mapping: string
  readonly kind: Kind
}

export function dragField(event: DragEvent, { mapping, kind }: DraggedField): void {
  event.dataTransfer.setData('text/plain', mapping)
  event.dataTransfer.setData(mappingType, mapping)
  event.dataTransfer.setData(kindType, kind)
  event.dataTransfer.effectAllowed = 'copy'
}

/** Whether a field hovers here; what it is can be read only when it is let go. */
export function carriesField(event: DragEvent): boolean {
  return event.dataTransfer.types.includes(mappingType)
}

export function draggedField(event: DragEvent): DraggedField | undefined {
  const mapping = event.dataTransfer.getData(mappingType)
  const kind = event.dataTransfer.getData(kindType)
  if (mapping === '') return undefined
  return { mapping, kind: isKind(kind) ? kind : 'string' }
}

function isKind(text: string): text is Kind {
  return Object.hasOwn(kindWords, text)
}
