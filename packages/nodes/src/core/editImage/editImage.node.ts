/** Changes images and makes new ones: each by one step, or by several. */
import * as m from '@millrace/sdk'
import { readApart } from '../files/read-apart.ts'
import { bytesOf, fileOf } from '../values/file-of.ts'
import { withFile } from '../values/with-file.ts'
import { type ImageOptions, inputs, options, type StepInput, stepInput, textOptions } from './edit-input.ts'
import type { MadeImage, Step } from './image-job.ts'

const name = m.text('Field of the image', { default: 'data', placeholder: 'data' })

/** A step as it is performed: with the bytes of the image that it puts on top. */
async function stepOf(given: StepInput, item: m.Item, context: m.RunContext): Promise<Step> {
  switch (given.operation) {
    case 'composite': {
      const { dataPropertyNameComposite: field, operator, positionX, positionY } = given
      return {
        operation: 'composite',
        overlay: await bytesOf(item, field, context),
        operator,
        positionX,
        positionY,
      }
    }
    case 'draw': {
      const { primitive, color, startPositionX = 50, startPositionY = 50, cornerRadius = 0 } = given
      const { endPositionX = 250, endPositionY = 250 } = given
      const ends = { startPositionX, startPositionY, endPositionX, endPositionY }
      return { operation: 'draw', primitive, color, ...ends, cornerRadius }
    }
    case 'text':
      return {
        ...given,
        font: given.font ?? '',
        horizontalAlignment: given.horizontalAlignment ?? 'west',
        verticalAlignment: given.verticalAlignment ?? 'baseline',
      }
    default:
      return given
  }
}

async function edited(
  given: readonly StepInput[],
  { format, quality, destinationKey, fileName }: ImageOptions,
  { item, context }: m.AtItem,
): Promise<m.Item> {
  const field = String(context.parameter('dataPropertyName'))
  const isNew = given[0]?.operation === 'create'
  const source = isNew ? undefined : fileOf(item, field)
  const steps: Step[] = []
  for (const one of given) steps.push(await stepOf(one, item, context))
  if (steps.length === 0) throw m.refuse('There is nothing to do: add a step.', { code: 'no_steps', retry: 'no' })
  const bytes = isNew ? new Uint8Array() : await bytesOf(item, field, context)
  const { bytes: made, about } = await readApart('image', bytes, { steps, format, quality }, context)
  const named = fileName || nameFor(source?.fileName, about.format)
  const file = await context.files.store(made, { fileName: named, mimeType: `image/${about.format}` })
  return withFile(item, destinationKey || 'data', file)
}

/** The name of the image before, with the ending of what it is now. */
function nameFor(before: string | undefined, format: MadeImage['about']['format']): string {
  const ending = format === 'jpeg' ? 'jpg' : format
  const stem = (before ?? 'image').replace(/\.[^.]*$/, '')
  const kept = format === 'jpeg' && before !== undefined && /\.jpe?g$/i.test(before)
  return kept ? before : `${stem}.${ending}`
}

const blur = m.operation({
  name: 'Blur',
  input: { ...inputs.blur, options },
  per: 'item',
  run: ({ options: more, ...given }, at) => edited([{ operation: 'blur', ...given }], more, at),
})

const border = m.operation({
  name: 'Border',
  preset: true,
  input: { ...inputs.border, options },
  per: 'item',
  run: ({ options: more, ...given }, at) => edited([{ operation: 'border', ...given }], more, at),
})

const composite = m.operation({
  name: 'Put another image on top',
  input: { ...inputs.composite, options },
  per: 'item',
  run: ({ options: more, ...given }, at) => edited([{ operation: 'composite', ...given }], more, at),
})

const create = m.operation({
  name: 'Create',
  input: { ...inputs.create, options },
  per: 'item',
  run: ({ options: more, ...given }, at) => edited([{ operation: 'create', ...given }], more, at),
})

const crop = m.operation({
  name: 'Crop',
  input: { ...inputs.crop, options },
  per: 'item',
  run: ({ options: more, ...given }, at) => edited([{ operation: 'crop', ...given }], more, at),
})

const draw = m.operation({
  name: 'Draw',
  input: { ...inputs.draw, options },
  per: 'item',
  run: ({ options: more, ...given }, at) => edited([{ operation: 'draw', ...given }], more, at),
})

const information = m.operation({
  name: 'Get information',
  per: 'item',
  run: async (_input, { item, context }) => {
    const bytes = await bytesOf(item, String(context.parameter('dataPropertyName')), context)
    const job = { steps: [], format: undefined, quality: undefined }
    const { about } = await readApart('image', bytes, job, context)
    const { format, width, height, ...rest } = about
    const known = Object.entries(rest).filter(([, value]) => value !== undefined)
    const json: m.JsonObject = { format: format.toUpperCase(), size: { width, height }, ...Object.fromEntries(known) }
    return { ...item, json: { ...json, fileSize: bytes.length } }
  },
})

const multiStep = m.operation({
  name: 'Several steps',
  input: { operations: m.list('Steps', 'operations', stepInput, { groupLabel: 'Step', sortable: true }), options },
  per: 'item',
  run: ({ operations, options: more }, at) => edited(operations, more, at),
})

const resize = m.operation({
  name: 'Resize',
  input: { ...inputs.resize, options },
  per: 'item',
  run: ({ options: more, ...given }, at) => edited([{ operation: 'resize', ...given }], more, at),
})

const rotate = m.operation({
  name: 'Rotate',
  input: { ...inputs.rotate, options },
  per: 'item',
  run: ({ options: more, ...given }, at) => edited([{ operation: 'rotate', ...given }], more, at),
})

const shear = m.operation({
  name: 'Shear',
  input: { ...inputs.shear, options },
  per: 'item',
  run: ({ options: more, ...given }, at) => edited([{ operation: 'shear', ...given }], more, at),
})

const text = m.operation({
  name: 'Write a text',
  input: { ...inputs.text, options: textOptions },
  per: 'item',
  run: ({ options: { font, ...more }, ...given }, at) =>
    edited([{ operation: 'text', ...given, font: font ?? '' }], more, at),
})

const transparent = m.operation({
  name: 'Make a colour transparent',
  input: { ...inputs.transparent, options },
  per: 'item',
  run: ({ options: more, ...given }, at) => edited([{ operation: 'transparent', ...given }], more, at),
})

/** Families that every machine has something for. */
const families = ['sans-serif', 'serif', 'monospace', 'DejaVu Sans', 'DejaVu Serif', 'Liberation Sans', 'Noto Sans']

export const editImage = m.defineNode({
  type: 'editImage',
  name: 'Edit Image',
  about: 'Resizes, crops, rotates and draws on images, puts them together and makes new ones.',
  icon: 'lucide:image',
  category: 'files',
  aliases: ['picture', 'photo', 'thumbnail', 'watermark', 'resize', 'convert', 'png', 'jpeg'],
  versions: [1, 1.1],
  summary: [{ text: '{operation}' }],
  operations: {
    blur,
    border,
    composite,
    create,
    crop,
    draw,
    information,
    multiStep,
    resize,
    rotate,
    shear,
    text,
    transparent,
  },
  lastInput: { dataPropertyName: name },
  lookups: {
    fonts: async (_context, filter = '') => ({
      choices: families
        .filter((family) => family.toLowerCase().includes(filter.toLowerCase()))
        .map((family) => ({ value: family, label: family })),
    }),
  },
})
