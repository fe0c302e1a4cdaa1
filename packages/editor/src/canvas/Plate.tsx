import { Position } from '@xyflow/react'
import { Tile } from '../catalog/Tile.tsx'
import { type CardPort, attachmentLeft, portTop } from './anatomy.ts'
import styles from './NodeCard.module.css'
import type { Shown } from './useShown.ts'

/**
 * A node from afar: its picture in the colour of its state. It keeps the height it has near by, so that nothing moves
 * when one comes nearer, and marks where its ports are, which is where channels end.
 */
export function Plate({
  shown: { id, type, anatomy, marks, open },
  className,
  height = anatomy.height,
}: {
  readonly shown: Shown
  readonly className: string | undefined
  readonly height: number | undefined
}) {
  const { shape, inputs, outputs, attachments } = anatomy
  const place = (port: CardPort, side: 'source' | 'target', position: Position, style: object) => (
    <i
      key={`${side} ${port.id}`}
      className={`react-flow__handle react-flow__handle-${position} ${side} ${styles.place}`}
      data-nodeid={id}
      data-handleid={port.id}
      data-handlepos={position}
      style={style}
    />
  )
  return (
    <article className={className} {...marks} style={{ height }} onDoubleClick={open}>
      <div className={styles.head}>
        <Tile type={type} size={shape === 'chip' ? 'sm' : 'md'} />
      </div>
      {inputs.map((port) => place(port, 'target', Position.Left, { top: portTop(port.index, inputs.length) }))}
      {outputs.map((port) =>
        shape === 'chip'
          ? place(port, 'source', Position.Top, {})
          : place(port, 'source', Position.Right, { top: portTop(port.index, outputs.length) }),
      )}
      {attachments.map((port, index) =>
        place(port, 'target', Position.Bottom, { left: attachmentLeft(index, attachments.length) }),
      )}
    </article>
  )
}
