/**
 * Puts one image over another, pixel by pixel, in the ways that GraphicsMagick names
 * (http://www.graphicsmagick.org/composite.html). Colours run from 0 to 1; `a` is the image above, `b` the one below.
 */
import type { Pixels } from './bmp.ts'

type Pixel = readonly [red: number, green: number, blue: number, opacity: number]
type Combine = (a: Pixel, b: Pixel) => Pixel

export type Operator =
  | 'Add'
  | 'Atop'
  | 'Bumpmap'
  | 'Copy'
  | 'CopyBlack'
  | 'CopyBlue'
  | 'CopyCyan'
  | 'CopyGreen'
  | 'CopyMagenta'
  | 'CopyOpacity'
  | 'CopyRed'
  | 'CopyYellow'
  | 'Difference'
  | 'Divide'
  | 'In'
  | 'Minus'
  | 'Multiply'
  | 'Out'
  | 'Over'
  | 'Plus'
  | 'Subtract'
  | 'Xor'

/** Porter and Duff: how much of each image is left, by the opacity of the other. */
const porterDuff =
  (ofAbove: (opacity: number) => number, ofBelow: (opacity: number) => number): Combine =>
  (a, b) => {
    const [above, below] = [a[3] * ofAbove(b[3]), b[3] * ofBelow(a[3])]
    const opacity = above + below
    if (opacity === 0) return [0, 0, 0, 0]
    const mixed = (channel: 0 | 1 | 2) => (a[channel] * above + b[channel] * below) / opacity
    return [mixed(0), mixed(1), mixed(2), opacity]
  }

/** Each colour for itself; as opaque as the more opaque of both. */
const eachColor =
  (combine: (a: number, b: number) => number): Combine =>
  (a, b) => [combine(a[0], b[0]), combine(a[1], b[1]), combine(a[2], b[2]), Math.max(a[3], b[3])]

const copied =
  (channel: 0 | 1 | 2): Combine =>
  (a, b) => [channel === 0 ? a[0] : b[0], channel === 1 ? a[1] : b[1], channel === 2 ? a[2] : b[2], b[3]]

const gray = (pixel: Pixel) => 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
const wrapped = (value: number) => value - Math.floor(value)

const all = () => 1
const none = () => 0
const itself = (opacity: number) => opacity
const rest = (opacity: number) => 1 - opacity

const operators: Readonly<Record<Operator, Combine>> = {
  Over: porterDuff(all, rest),
  In: porterDuff(itself, none),
  Out: porterDuff(rest, none),
  Atop: porterDuff(itself, rest),
  Xor: porterDuff(rest, rest),
  Plus: eachColor((a, b) => a + b),
  Minus: eachColor((a, b) => a - b),
  Add: eachColor((a, b) => (a + b > 1 ? wrapped(a + b) : a + b)),
  Subtract: eachColor((a, b) => wrapped(a - b)),
  Difference: eachColor((a, b) => Math.abs(a - b)),
  Multiply: eachColor((a, b) => a * b),
  Divide: eachColor((a, b) => (b === 0 ? 1 : a / b)),
  Bumpmap: (a, b) => [b[0] * gray(a), b[1] * gray(a), b[2] * gray(a), b[3]],
  Copy: (a) => a,
  CopyRed: copied(0),
  CopyGreen: copied(1),
  CopyBlue: copied(2),
  // Of printing colours each takes away the light of its opposite; black takes it from all.
  CopyCyan: copied(0),
  CopyMagenta: copied(1),
  CopyYellow: copied(2),
  CopyBlack: (a, b) => [b[0] * gray(a), b[1] * gray(a), b[2] * gray(a), b[3]],
  CopyOpacity: (a, b) => [b[0], b[1], b[2], a[3] < 1 ? a[3] : gray(a)],
}

/** The image below with the one above in it, where that lies on it. */
export function combinePixels(below: Pixels, above: Pixels, left: number, top: number, operator: Operator): Pixels {
  const combine = operators[operator]
  const data = Uint8Array.from(below.data)
  const pixelAt = (from: Uint8Array, at: number): Pixel => [
    (from[at] ?? 0) / 255,
    (from[at + 1] ?? 0) / 255,
    (from[at + 2] ?? 0) / 255,
    (from[at + 3] ?? 0) / 255,
  ]
  for (let y = Math.max(0, -top); y < Math.min(above.height, below.height - top); y++) {
    for (let x = Math.max(0, -left); x < Math.min(above.width, below.width - left); x++) {
      const at = ((y + top) * below.width + x + left) * 4
      const result = combine(pixelAt(above.data, (y * above.width + x) * 4), pixelAt(below.data, at))
      result.forEach((value, channel) => {
        data[at + channel] = Math.round(Math.min(1, Math.max(0, value)) * 255)
      })
    }
  }
  return { ...below, data }
}

/** The image with a hole wherever it has this colour. */
export function withoutColor({ data: given, ...size }: Pixels, [red, green, blue]: readonly number[]): Pixels {
  const data = Uint8Array.from(given)
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) data[at + 3] = 0
  }
  return { ...size, data }
}
