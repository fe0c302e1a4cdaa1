/**
 * Performs the steps of a job. Only formats that are no programs are read, and neither what is read nor what is made
 * may be larger than a limit: an image says in some hundred bytes that it has a million times a million pixels.
 */
import { refuse } from '@millrace/sdk'
import sharp, { type Sharp } from 'sharp'
import { isBmp, type Pixels, readBmp, writeBmp } from './bmp.ts'
import { combinePixels, withoutColor } from './combine-pixels.ts'
import type { Format, ImageJob, MadeImage, Step } from './image-job.ts'
import { channelsOf, drawingOf } from './shapes.ts'

const mostPixels = 64 * 1024 * 1024
const mostSeconds = 30

/** @throws NodeError where the bytes are no image, or too much of one */
export async function makeImage(bytes: Uint8Array, { steps, format, quality }: ImageJob): Promise<MadeImage> {
  sharp.cache(false)
  sharp.concurrency(1)
  const kind = steps[0]?.operation === 'create' && bytes.length === 0 ? 'png' : kindOf(bytes)
  if (steps.length === 0) return { bytes, about: await aboutImage(bytes, kind) }
  let pixels: Pixels = bytes.length === 0 ? blank(1, 1, '#000000') : await pixelsOf(bytes)
  for (const step of steps) pixels = await perform(pixels, step)
  const target = format ?? kind
  return { bytes: await encoded(pixels, target, quality), about: aboutPixels(pixels, target) }
}

// What it is

const signatures: readonly (readonly [Format, (bytes: Uint8Array) => boolean])[] = [
  ['bmp', isBmp],
  ['png', (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47])],
  ['jpeg', (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff])],
  ['gif', (bytes) => startsWith(bytes, [0x47, 0x49, 0x46, 0x38])],
  ['webp', (bytes) => startsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes.subarray(8), [0x57, 0x45, 0x42])],
  ['tiff', (bytes) => startsWith(bytes, [0x49, 0x49, 0x2a, 0]) || startsWith(bytes, [0x4d, 0x4d, 0, 0x2a])],
]

function startsWith(bytes: Uint8Array, first: readonly number[]): boolean {
  return first.every((byte, at) => bytes[at] === byte)
}

function kindOf(bytes: Uint8Array): Format {
  const found = signatures.find(([, fits]) => fits(bytes))
  if (found !== undefined) return found[0]
  throw refuse('The file is no image that can be edited: PNG, JPEG, GIF, WebP, TIFF and BMP can.', {
    code: 'image_unreadable',
    retry: 'no',
  })
}

function open(bytes: Uint8Array): Sharp {
  return sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', sequentialRead: true }).timeout({
    seconds: mostSeconds,
  })
}

function ofPixels({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: mostPixels }).timeout({
    seconds: mostSeconds,
  })
}

async function pixelsOf(bytes: Uint8Array): Promise<Pixels> {
  if (isBmp(bytes)) return readBmp(bytes, mostPixels)
  kindOf(bytes)
  // Turned as its camera says: what people see is what steps mean.
  return raw(open(bytes).autoOrient())
}

async function raw(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

async function aboutImage(bytes: Uint8Array, format: Format): Promise<MadeImage['about']> {
  if (format === 'bmp') return aboutPixels(readBmp(bytes, mostPixels), format)
  const { width, height, channels, depth, space, density, hasAlpha, hasProfile, orientation, pages } =
    await open(bytes).metadata()
  return {
    format,
    width,
    height,
    channels,
    depth,
    space,
    density,
    hasAlpha,
    hasProfile,
    orientation,
    pages: pages ?? 1,
  }
}

function aboutPixels({ width, height }: Pixels, format: Format): MadeImage['about'] {
  const same = { density: undefined, hasAlpha: true, hasProfile: false, orientation: undefined, pages: 1 }
  return { format, width, height, channels: 4, depth: 'uchar', space: 'srgb', ...same }
}

// What is done

async function perform(pixels: Pixels, step: Step): Promise<Pixels> {
  switch (step.operation) {
    case 'blur':
      return step.sigma < 0.3 ? pixels : raw(ofPixels(pixels).blur(Math.min(step.sigma, 1000)))
    case 'border': {
      const [across, down] = [whole(step.borderWidth), whole(step.borderHeight)]
      checkSize(pixels.width + across * 2, pixels.height + down * 2)
      const background = colorOf(step.borderColor)
      return raw(ofPixels(pixels).extend({ left: across, right: across, top: down, bottom: down, background }))
    }
    case 'composite':
      return combinePixels(
        pixels,
        await pixelsOf(step.overlay),
        Math.round(step.positionX),
        Math.round(step.positionY),
        step.operator,
      )
    case 'create':
      return blank(step.width, step.height, step.backgroundColor)
    case 'crop':
      return cropped(pixels, step)
    case 'draw':
    case 'text':
      return withDrawing(pixels, drawingOf(step, pixels.width, pixels.height))
    case 'resize':
      return resized(pixels, step)
    case 'rotate':
    case 'shear':
      return turned(pixels, step)
    case 'transparent':
      return withoutColor(pixels, channelsOf(step.color))
  }
}

function withDrawing(pixels: Pixels, drawing: string): Promise<Pixels> {
  return raw(ofPixels(pixels).composite([{ input: Buffer.from(drawing), left: 0, top: 0 }]))
}

function blank(across: number, down: number, color: string): Pixels {
  const [width, height] = [whole(across), whole(down)]
  checkSize(width, height)
  const data = new Uint8Array(width * height * 4)
  const channels = channelsOf(color)
  for (let at = 0; at < data.length; at += 4) data.set(channels, at)
  return { data, width, height }
}

function cropped(pixels: Pixels, step: Extract<Step, { readonly operation: 'crop' }>): Promise<Pixels> {
  const left = Math.min(Math.max(0, Math.round(step.positionX)), pixels.width - 1)
  const top = Math.min(Math.max(0, Math.round(step.positionY)), pixels.height - 1)
  const width = Math.min(whole(step.width) || 1, pixels.width - left)
  const height = Math.min(whole(step.height) || 1, pixels.height - top)
  return raw(ofPixels(pixels).extract({ left, top, width, height }))
}

function resized(pixels: Pixels, step: Extract<Step, { readonly operation: 'resize' }>): Promise<Pixels> | Pixels {
  const { width: across, height: down } = pixels
  const [wide, high] = [Math.max(1, step.width), Math.max(1, step.height)]
  const inside = Math.min(wide / across, high / down)
  const scaled = (factor: number) => ({ width: across * factor, height: down * factor })
  const sizes = {
    ignoreAspectRatio: { width: wide, height: high },
    // So many pixels as the size has, in the image's own proportions.
    maximumArea: scaled(Math.min(1, Math.sqrt((wide * high) / (across * down)))),
    minimumArea: scaled(Math.max(wide / across, high / down)),
    onlyIfLarger: scaled(Math.min(1, inside)),
    onlyIfSmaller: scaled(Math.max(1, inside)),
    percent: { width: (across * wide) / 100, height: (down * high) / 100 },
  }
  const size = sizes[step.resizeOption]
  const [width, height] = [Math.max(1, Math.round(size.width)), Math.max(1, Math.round(size.height))]
  checkSize(width, height)
  return width === across && height === down ? pixels : raw(ofPixels(pixels).resize({ width, height, fit: 'fill' }))
}

function turned(pixels: Pixels, step: Extract<Step, { readonly operation: 'rotate' | 'shear' }>): Promise<Pixels> {
  const { width, height } = pixels
  if (step.operation === 'rotate') {
    checkSize(Math.hypot(width, height), Math.hypot(width, height))
    return raw(ofPixels(pixels).rotate(step.rotate, { background: colorOf(step.backgroundColor) }))
  }
  const slope = (degrees: number) => Math.tan((degrees * Math.PI) / 180)
  const [x, y] = [slope(step.degreesX), slope(step.degreesY)]
  checkSize(width + Math.abs(x) * height, height + Math.abs(y) * width)
  const background = { r: 255, g: 255, b: 255, alpha: 0 }
  return raw(ofPixels(pixels).affine([1, x, y, 1], { background }))
}

function encoded(pixels: Pixels, format: Format, quality = 100): Promise<Uint8Array> | Uint8Array {
  if (format === 'bmp') return writeBmp(pixels)
  const image = ofPixels(pixels)
  const given = Math.min(100, Math.max(1, quality))
  switch (format) {
    case 'jpeg':
      return image.flatten({ background: '#ffffff' }).jpeg({ quality: given }).toBuffer()
    case 'png':
      // Quality of PNG is how hard it is packed: nothing gets lost.
      return image.png({ compressionLevel: Math.min(9, Math.floor(given / 10)) }).toBuffer()
    case 'tiff':
      return image.tiff({ quality: given, compression: given < 100 ? 'jpeg' : 'lzw' }).toBuffer()
    case 'webp':
      return image.webp({ quality: given }).toBuffer()
    case 'gif':
      return image.gif().toBuffer()
  }
}

function whole(value: number): number {
  return Math.max(0, Math.round(value))
}

function colorOf(color: string) {
  const [r, g, b, opacity] = channelsOf(color)
  return { r, g, b, alpha: opacity / 255 }
}

function checkSize(width: number, height: number): void {
  if (Number.isFinite(width * height) && width * height <= mostPixels && width * height > 0) return
  throw refuse(
    `The image would have ${Math.round(width)} × ${Math.round(height)} pixels, which are more than it may.`,
    {
      code: 'image_too_large',
      hint: `At most ${mostPixels / 1024 / 1024} million are made.`,
      retry: 'no',
    },
  )
}
