/** Shapes and texts as drawings: what is in them is text, whatever the parameters hold. */
import type { Step } from './image-job.ts'

export type Shape = Extract<Step, { readonly operation: 'draw' | 'text' }>

export function drawingOf(shape: Shape, width: number, height: number): string {
  const inside = shape.operation === 'text' ? textOf(shape) : primitiveOf(shape)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${inside}</svg>`
}

function primitiveOf(shape: Extract<Step, { readonly operation: 'draw' }>): string {
  const { startPositionX: x, startPositionY: y, endPositionX: toX, endPositionY: toY } = shape
  const paint = paintOf(shape.color)
  switch (shape.primitive) {
    // From its middle to a point on its edge.
    case 'circle':
      return `<circle cx="${x}" cy="${y}" r="${Math.hypot(toX - x, toY - y)}" ${paint}/>`
    case 'line':
      return `<line x1="${x}" y1="${y}" x2="${toX}" y2="${toY}" ${paint.replaceAll('fill', 'stroke')}/>`
    case 'rectangle': {
      const [left, top] = [Math.min(x, toX), Math.min(y, toY)]
      const size = `width="${Math.abs(toX - x)}" height="${Math.abs(toY - y)}"`
      return `<rect x="${left}" y="${top}" ${size} rx="${shape.cornerRadius}" ${paint}/>`
    }
  }
}

const anchors = { west: 'start', center: 'middle', east: 'end' } as const

function textOf(step: Extract<Step, { readonly operation: 'text' }>): string {
  const { text, fontSize, fontColor, font, positionX, positionY, horizontalAlignment, verticalAlignment } = step
  const lines = wrapped(text, step.lineLength)
  const step1 = fontSize * 1.2
  const block = (lines.length - 1) * step1
  const first = { north: fontSize * 0.8, middle: fontSize * 0.35 - block / 2, south: -block, baseline: 0 }
  const attributes = `text-anchor="${anchors[horizontalAlignment]}" font-size="${fontSize}" font-family="${escaped(familyOf(font))}"`
  const spans = lines.map((line, number) => {
    const y = positionY + first[verticalAlignment] + number * step1
    return `<tspan x="${positionX}" y="${y}">${escaped(line)}</tspan>`
  })
  return `<text xml:space="preserve" ${attributes} ${paintOf(fontColor)}>${spans.join('')}</text>`
}

/** Lines of at most so many letters, broken between words. */
export function wrapped(text: string, length: number): readonly string[] {
  return text.split(/\r?\n/).flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > length) {
        lines.push(line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    return [...lines, line]
  })
}

/** Documents name files of fonts: `/usr/share/fonts/truetype/DejaVuSans-Bold.ttf` is of the family DejaVu Sans. */
export function familyOf(font: string): string {
  const name = (font.split('/').at(-1) ?? '').replace(/\.[a-z0-9]+$/i, '').replace(/-.*$/, '')
  const family = font.includes('/') ? name.replaceAll(/([a-z])([A-Z])/g, '$1 $2') : font
  return family === '' ? 'sans-serif' : `${family}, sans-serif`
}

/** Numbers, behind which nothing else can hide. */
function paintOf(color: string): string {
  const [red, green, blue, opacity] = channelsOf(color)
  return `fill="rgb(${red},${green},${blue})" fill-opacity="${opacity / 255}"`
}

/**
 * A colour as four bytes, the last how opaque it is. Documents mean by a fourth pair of digits how much shines through,
 * as GraphicsMagick does: `#ff000000` is plain red, `#ffffffff` nothing at all.
 */
export function channelsOf(color: string): readonly [number, number, number, number] {
  const [, digits = '000000'] = /^#?([0-9a-f]{3,8})$/i.exec(color.trim()) ?? []
  const pairs = digits.length <= 4 ? [...digits].map((digit) => digit.repeat(2)) : (digits.match(/../g) ?? [])
  const byte = (at: number) => Number.parseInt(pairs[at] ?? '00', 16)
  return [byte(0), byte(1), byte(2), 255 - byte(3)]
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
