import type { Item, JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { writeBmp } from './bmp.ts'
import { combinePixels, type Operator } from './combine-pixels.ts'
import { editImage } from './editImage.node.ts'
import { channelsOf, drawingOf, familyOf, wrapped } from './shapes.ts'

/** An image of one colour, as a file. */
function plain(width: number, height: number, [r, g, b, a] = [255, 0, 0, 255]): Uint8Array {
  const data = new Uint8Array(width * height * 4)
  for (let at = 0; at < data.length; at += 4) data.set([r ?? 0, g ?? 0, b ?? 0, a ?? 0], at)
  return writeBmp({ data, width, height })
}

const fileOf = (bytes: Uint8Array, fileName = 'a.bmp') => ({
  data: Buffer.from(bytes).toString('base64'),
  mimeType: 'image/bmp',
  fileName,
})

const withImages = (...images: Uint8Array[]): Item => ({
  json: {},
  binary: Object.fromEntries(images.map((image, at) => [at === 0 ? 'data' : `data${at + 1}`, fileOf(image)])),
})

/** What the node makes, with its size and some pixels of it. */
async function edit(parameters: JsonObject, item = withImages(plain(10, 20)), version = 1.1) {
  let made: Uint8Array = new Uint8Array()
  const options = { format: 'bmp', ...(parameters['options'] as JsonObject | undefined) }
  const { outputs } = await runNode(editImage, {
    version,
    items: [item],
    parameters: { ...parameters, options },
    context: {
      files: {
        store: async (bytes, { fileName, mimeType = '' }) => {
          made = bytes
          return { id: 'made', mimeType, ...(fileName && { fileName }) }
        },
        read: async ({ data = '' }) => Buffer.from(data, 'base64'),
      },
    },
  })
  const view = Buffer.from(made)
  const isBmp = view.toString('latin1', 0, 2) === 'BM'
  const width = isBmp ? view.readInt32LE(18) : 0
  const height = isBmp ? -view.readInt32LE(22) : 0
  const pixel = (x: number, y: number) => {
    const at = 54 + (y * width + x) * 4
    return [view[at + 2], view[at + 1], view[at], view[at + 3]]
  }
  return { item: outputs[0]?.[0], made, size: [width, height], pixel }
}

const red = [255, 0, 0, 255]
const blue = [0, 0, 255, 255]

describe('an image', () => {
  test.each([
    ['maximumArea', 5, 10, [5, 10]],
    ['maximumArea', 500, 500, [10, 20]],
    ['minimumArea', 40, 40, [40, 80]],
    ['onlyIfLarger', 5, 5, [3, 5]],
    ['onlyIfLarger', 50, 50, [10, 20]],
    ['onlyIfSmaller', 40, 40, [20, 40]],
    ['onlyIfSmaller', 5, 5, [10, 20]],
    ['ignoreAspectRatio', 30, 7, [30, 7]],
    ['percent', 50, 200, [5, 40]],
  ])('is resized: %s %i × %i', async (resizeOption, width, height, expected) => {
    expect((await edit({ operation: 'resize', width, height, resizeOption })).size).toEqual(expected)
  })

  test('gets a border, and is cropped to what there is', async () => {
    const border = { operation: 'border', borderWidth: 2, borderHeight: 3, borderColor: '#0000ff' }
    const { size, pixel } = await edit(border)
    expect(size).toEqual([14, 26])
    expect([pixel(0, 0), pixel(2, 3)]).toEqual([blue, red])
    expect((await edit({ operation: 'crop', width: 4, height: 100, positionX: 8, positionY: 5 })).size).toEqual([2, 15])
  })

  test('is turned, sheared and blurred', async () => {
    const turned = await edit({ operation: 'rotate', rotate: 90 })
    expect(turned.size).toEqual([20, 10])
    const slanted = await edit({ operation: 'rotate', rotate: 45, backgroundColor: '#0000ff' })
    expect(slanted.pixel(0, 0)).toEqual(blue)
    const [width = 0, height = 0] = (await edit({ operation: 'shear', degreesX: 45, degreesY: 0 })).size
    expect([width, height]).toEqual([30, 20])
    expect((await edit({ operation: 'blur', blur: 5, sigma: 3 })).pixel(5, 10)).toEqual(red)
  })

  test('is drawn and written on', async () => {
    const rectangle = { startPositionX: 2, startPositionY: 2, endPositionX: 6, endPositionY: 6 }
    const { pixel } = await edit({ operation: 'draw', primitive: 'rectangle', color: '#0000ff00', ...rectangle })
    expect([pixel(1, 1), pixel(3, 3), pixel(7, 7)]).toEqual([red, blue, red])
    const canvas = withImages(plain(80, 40, [255, 255, 255, 255]))
    const written = { text: 'MMM', fontSize: 30, positionX: 40, positionY: 20 }
    const { made } = await edit({ operation: 'text', ...written }, canvas)
    expect(Buffer.from(made).equals(Buffer.from(plain(80, 40, [255, 255, 255, 255])))).toBe(false)
  })

  test('is made without one before, of a colour, and a colour is made transparent', async () => {
    const { size, pixel } = await edit(
      { operation: 'create', width: 3, height: 2, backgroundColor: '#00ff0080' },
      withImages(),
    )
    expect(size).toEqual([3, 2])
    expect(pixel(0, 0)).toEqual([0, 255, 0, 127])
    expect((await edit({ operation: 'transparent', color: '#ff0000' })).pixel(0, 0)).toEqual([255, 0, 0, 0])
  })

  test('has another on top', async () => {
    const item = withImages(plain(10, 20), plain(4, 4, [0, 0, 255, 255]))
    const place = { dataPropertyNameComposite: 'data2', positionX: 8, positionY: -2 }
    const { size, pixel } = await edit({ operation: 'composite', ...place }, item)
    expect(size).toEqual([10, 20])
    expect([pixel(7, 0), pixel(8, 0), pixel(9, 1), pixel(8, 2)]).toEqual([red, blue, blue, red])
  })

  test('goes through several steps', async () => {
    const operations = [
      { operation: 'create', width: 10, height: 10, backgroundColor: '#ff0000' },
      { operation: 'border', borderWidth: 1, borderHeight: 1, borderColor: '#0000ff' },
      { operation: 'resize', width: 24, height: 24, resizeOption: 'ignoreAspectRatio' },
    ]
    const { size, pixel } = await edit({ operation: 'multiStep', operations: { operations } }, withImages())
    expect(size).toEqual([24, 24])
    expect(pixel(12, 12)).toEqual(red)
  })

  test.each(['png', 'jpeg', 'gif', 'tiff', 'webp', 'bmp'])('becomes %s, and is read again', async (format) => {
    const first = await edit({ operation: 'resize', width: 100, height: 100, options: { format } })
    const ending = format === 'jpeg' ? 'jpg' : format
    expect(first.item?.binary?.['data']).toMatchObject({ fileName: `a.${ending}`, mimeType: `image/${format}` })
    const again = withImages(first.made)
    expect(
      (await edit({ operation: 'resize', width: 5, height: 5, resizeOption: 'ignoreAspectRatio' }, again)).size,
    ).toEqual([5, 5])
    const { json } = await runNode(editImage, { items: [again], parameters: { operation: 'information' } })
    expect(json[0]).toMatchObject({ format: format.toUpperCase(), size: { width: 10, height: 20 } })
  })

  test('keeps what it is and goes where it is told to', async () => {
    const { made: png } = await edit({ operation: 'blur', options: { format: 'png' } })
    const item = { json: { a: 1 }, binary: { pic: fileOf(png, 'photo.png') } }
    const { outputs } = await runNode(editImage, {
      items: [item],
      parameters: { operation: 'rotate', rotate: 90, dataPropertyName: 'pic', options: { destinationKey: 'out' } },
    })
    expect(outputs[0]?.[0]).toMatchObject({
      json: { a: 1 },
      binary: { pic: { fileName: 'photo.png' }, out: { fileName: 'photo.png', mimeType: 'image/png' } },
    })
  })
})

describe('a hostile image', () => {
  /** A PNG that says it has so many pixels, and holds next to nothing. */
  function bomb(width: number, height: number): Uint8Array {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000000000000008060000000000000049444154', 'hex')
    png.writeUInt32BE(width, 16)
    png.writeUInt32BE(height, 20)
    return png
  }

  test.each([
    ['claims too many pixels', bomb(1_000_000, 1_000_000)],
    ['is broken', bomb(10, 10)],
    ['is empty', new Uint8Array()],
    [
      'is SVG',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/passwd"/></svg>'),
    ],
    ['is a script', Buffer.from('%!PS\n(/etc/passwd) (r) file')],
    ['is BMP that ends too soon', plain(10, 10).slice(0, 60)],
  ])('that %s is refused', async (_what, bytes) => {
    const began = performance.now()
    await expect(edit({ operation: 'blur' }, withImages(bytes))).rejects.toMatchObject({ name: 'NodeOperationError' })
    expect(performance.now() - began).toBeLessThan(25_000)
  })

  test.each([
    { operation: 'resize', width: 100_000, height: 100_000, resizeOption: 'ignoreAspectRatio' },
    { operation: 'border', borderWidth: 1e6, borderHeight: 1e6 },
    { operation: 'create', width: 1e9, height: 1e9 },
    { operation: 'shear', degreesX: 89.9999, degreesY: 0 },
  ])('is not made: %j', async (parameters) => {
    await expect(edit(parameters)).rejects.toMatchObject({ code: 'image_too_large' })
  })
})

describe('pixels are combined', () => {
  const one = (...data: number[]) => ({ data: Uint8Array.from(data), width: 1, height: 1 })
  const combine = (operator: Operator, a: number[], b: number[]) => [
    ...combinePixels(one(...b), one(...a), 0, 0, operator).data,
  ]

  test.each<[Operator, number[]]>([
    ['Over', [100, 50, 0, 255]],
    ['In', [100, 50, 0, 255]],
    ['Out', [0, 0, 0, 0]],
    ['Atop', [100, 50, 0, 255]],
    ['Xor', [0, 0, 0, 0]],
    ['Plus', [255, 100, 200, 255]],
    ['Minus', [0, 0, 0, 255]],
    ['Add', [45, 100, 200, 255]],
    ['Subtract', [155, 0, 55, 255]],
    ['Difference', [100, 0, 200, 255]],
    ['Multiply', [78, 10, 0, 255]],
    ['Divide', [128, 255, 0, 255]],
    ['Copy', [100, 50, 0, 255]],
    ['CopyRed', [100, 50, 200, 255]],
    ['CopyBlue', [200, 50, 0, 255]],
  ])('by %s', (operator, expected) => {
    expect(combine(operator, [100, 50, 0, 255], [200, 50, 200, 255])).toEqual(expected)
  })

  test('half through', () => {
    expect(combine('Over', [255, 0, 0, 128], [0, 0, 255, 255])).toEqual([128, 0, 127, 255])
  })
})

test('colours, families and lines are read as documents write them', () => {
  expect(channelsOf('#ff000000')).toEqual([255, 0, 0, 255])
  expect(channelsOf('#ffffffff')).toEqual([255, 255, 255, 0])
  expect(channelsOf('0f0')).toEqual([0, 255, 0, 255])
  expect(channelsOf('red" onload="x')).toEqual([0, 0, 0, 255])
  expect(familyOf('/usr/share/fonts/truetype/DejaVuSans-Bold.ttf')).toBe('Deja Vu Sans, sans-serif')
  expect(familyOf('')).toBe('sans-serif')
  expect(wrapped('one two three\nfour', 7)).toEqual(['one two', 'three', 'four'])
})

test('what is written is text, and no drawing', () => {
  const step = {
    operation: 'text',
    text: '</text><image href="x"/>',
    fontSize: 9,
    fontColor: '#000',
    font: '"><x',
  } as const
  const place = {
    positionX: 0,
    positionY: 0,
    lineLength: 80,
    horizontalAlignment: 'west',
    verticalAlignment: 'north',
  } as const
  const drawing = drawingOf({ ...step, ...place }, 10, 10)
  expect(drawing).not.toMatch(/<image|<x/)
})
