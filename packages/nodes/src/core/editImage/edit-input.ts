/** The parameters of each thing that is done to an image: alone, and as a step among others. */
import * as m from '@millrace/sdk'

const quality = m.number('Quality', { default: 100, min: 0, max: 100 })

const format = m.variants(
  'Format',
  {
    bmp: m.variant('BMP'),
    gif: m.variant('GIF'),
    jpeg: m.variant('JPEG', { quality }),
    png: m.variant('PNG', { quality }),
    tiff: m.variant('TIFF', { quality }),
    webp: m.variant('WebP'),
  },
  { default: 'jpeg' },
)

const target = {
  destinationKey: m.text('Field for the image', { default: 'data' }),
  fileName: m.text('Name of the file'),
}

export const options = m.collection('Options', { ...target, format })

const font = m.pick('Font', 'fonts')

/** Beside a single text the font is an option. */
export const textOptions = m.collection('Options', { ...target, font, format })

const operator = m.choice(
  'Operator',
  {
    Add: 'Add',
    Atop: 'Atop',
    Bumpmap: 'Bumpmap',
    Copy: 'Copy',
    CopyBlack: 'Copy black',
    CopyBlue: 'Copy blue',
    CopyCyan: 'Copy cyan',
    CopyGreen: 'Copy green',
    CopyMagenta: 'Copy magenta',
    CopyOpacity: 'Copy opacity',
    CopyRed: 'Copy red',
    CopyYellow: 'Copy yellow',
    Difference: 'Difference',
    Divide: 'Divide',
    In: 'In',
    Minus: 'Minus',
    Multiply: 'Multiply',
    Out: 'Out',
    Over: 'Over',
    Plus: 'Plus',
    Subtract: 'Subtract',
    Xor: 'Xor',
  },
  { default: 'Over' },
)

const primitive = m.variants(
  'Shape',
  {
    circle: m.variant('Circle'),
    line: m.variant('Line'),
    rectangle: m.variant('Rectangle', { cornerRadius: m.number('Radius of the corners') }),
  },
  { default: 'rectangle' },
)

const size = { width: m.number('Width', { default: 500 }), height: m.number('Height', { default: 500 }) }
const position = { positionX: m.number('From the left'), positionY: m.number('From the top') }

export const inputs = {
  blur: {
    blur: m.number('Blur', { default: 5, min: 0, max: 1000 }),
    sigma: m.number('Sigma', { default: 2, min: 0, max: 1000 }),
  },
  border: {
    borderWidth: m.number('Width of the border', { default: 10 }),
    borderHeight: m.number('Height of the border', { default: 10 }),
    borderColor: m.color('Colour of the border', { default: '#000000' }),
  },
  composite: {
    dataPropertyNameComposite: m.text('Field of the image on top', { placeholder: 'data2' }),
    operator,
    ...position,
  },
  create: {
    backgroundColor: m.color('Colour', { default: '#ffffff00' }),
    width: m.number('Width', { default: 50, min: 1 }),
    height: m.number('Height', { default: 50, min: 1 }),
  },
  crop: { ...size, ...position },
  draw: {
    primitive,
    color: m.color('Colour', { default: '#ff000000' }),
    ...m.given(m.is('primitive', 'circle', 'line', 'rectangle'), {
      startPositionX: m.number('Start, from the left', { default: 50 }),
      startPositionY: m.number('Start, from the top', { default: 50 }),
      endPositionX: m.number('End, from the left', { default: 250 }),
      endPositionY: m.number('End, from the top', { default: 250 }),
    }),
  },
  resize: {
    ...size,
    resizeOption: m.choice(
      'How',
      {
        ignoreAspectRatio: 'To exactly this size',
        maximumArea: 'To at most this area',
        minimumArea: 'To at least this size',
        onlyIfLarger: 'Into this size, if it is larger',
        onlyIfSmaller: 'Into this size, if it is smaller',
        percent: 'To so many percent',
      },
      { default: 'maximumArea' },
    ),
  },
  rotate: {
    rotate: m.number('Degrees', { min: -360, max: 360 }),
    backgroundColor: m.color('Colour behind it', { default: '#ffffffff' }),
  },
  shear: { degreesX: m.number('Degrees across'), degreesY: m.number('Degrees down') },
  text: {
    text: m.text('Text', { rows: 5 }),
    fontSize: m.number('Size', { default: 18 }),
    fontColor: m.color('Colour', { default: '#000000' }),
    positionX: m.number('From the left', { default: 50 }),
    positionY: m.number('From the top', { default: 50 }),
    horizontalAlignment: m.since(
      1.1,
      m.choice('The place is its', { west: 'Left side', center: 'Middle', east: 'Right side' }, { default: 'center' }),
    ),
    verticalAlignment: m.since(
      1.1,
      m.choice('And its', { north: 'Top', middle: 'Middle', south: 'Bottom' }, { default: 'middle' }),
    ),
    lineLength: m.number('Letters in a line', { default: 80, min: 1 }),
  },
  transparent: { color: m.color('Colour', { default: '#ff0000' }) },
}

export const stepInput = {
  operation: m.variants(
    'What',
    {
      blur: m.variant('Blur', inputs.blur),
      border: m.variant('Border', inputs.border),
      composite: m.variant('Another image on top', inputs.composite),
      create: m.variant('Empty image', inputs.create),
      crop: m.variant('Crop', inputs.crop),
      draw: m.variant('Draw', inputs.draw),
      rotate: m.variant('Rotate', inputs.rotate),
      resize: m.variant('Resize', inputs.resize),
      shear: m.variant('Shear', inputs.shear),
      text: m.variant('Text', { ...inputs.text, font }),
      transparent: m.variant('Make a colour transparent', inputs.transparent),
    },
    { default: '', noExpression: true },
  ),
}

export type StepInput = m.Read<typeof stepInput>
export type ImageOptions = m.Read<{ readonly options: typeof options }>['options']
