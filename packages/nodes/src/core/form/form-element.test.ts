import type { JsonObject } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { readElements } from './form-element.ts'

const options = { values: [{ option: 'a' }, { option: '' }, { option: 'b, c' }] }

function fields(...values: JsonObject[]) {
  return readElements({ values }, true).map(({ field }) => field)
}

test('an element without a kind, or of one nobody knows, is a line of text', () => {
  expect(fields({ fieldLabel: 'A' }, { fieldLabel: 'B', fieldType: 'select' })).toEqual([
    { kind: 'line', type: 'text', label: 'A', required: false, value: '', placeholder: '' },
    { kind: 'line', type: 'text', label: 'B', required: false, value: '', placeholder: '' },
  ])
})

test('a list is read like what the parameter holds, and what is neither is no form', () => {
  expect(readElements([{ fieldLabel: 'A' }], false)).toHaveLength(1)
  expect(readElements('x', false)).toEqual([])
  expect(readElements(undefined, false)).toEqual([])
})

test('a preset day may be stored as a moment; a password is never preset', () => {
  expect(
    fields(
      { fieldType: 'date', defaultValue: '2024-06-15T00:00:00' },
      { fieldType: 'date', defaultValue: 'soon' },
      { fieldType: 'password', defaultValue: 'secret' },
    ),
  ).toMatchObject([{ value: '2024-06-15' }, { value: '' }, { value: '' }])
})

describe('choices', () => {
  test('one of a dropdown, or several as they once were', () => {
    const asked = { fieldLabel: 'A', fieldType: 'dropdown', fieldOptions: options, defaultValue: 'b, c' }
    expect(fields(asked, { ...asked, multiselect: true })).toMatchObject([
      { kind: 'dropdown', options: ['a', 'b, c'], value: 'b, c' },
      { kind: 'choices', several: true, atMost: null, values: ['b, c'] },
    ])
  })

  test('are limited as they say, and need one where they are required', () => {
    const boxes = { fieldType: 'checkbox', fieldOptions: options }
    expect(
      fields(
        boxes,
        { ...boxes, requiredField: true },
        { ...boxes, limitSelection: 'exact', numberOfSelections: 2 },
        { ...boxes, limitSelection: 'range', minSelections: 1, maxSelections: 2 },
        { fieldType: 'radio', fieldOptions: options },
      ),
    ).toMatchObject([
      { atLeast: 0, atMost: null },
      { atLeast: 1, atMost: null },
      { atLeast: 2, atMost: 2 },
      { atLeast: 1, atMost: 2 },
      { several: false, atLeast: 0, atMost: 1 },
    ])
  })

  test('are preset by a list, a list as text, or texts between commas', () => {
    const boxes = { fieldType: 'checkbox', fieldOptions: { values: [{ option: 'a' }, { option: 'b' }] } }
    const preset = (defaultValue: JsonObject[string]) => fields({ ...boxes, defaultValue })[0]
    expect(preset(['a', 'b'])).toMatchObject({ values: ['a', 'b'] })
    expect(preset('["b"]')).toMatchObject({ values: ['b'] })
    expect(preset('a, b')).toMatchObject({ values: ['a', 'b'] })
    expect(preset('[a')).toMatchObject({ values: ['[a'] })
  })
})

test('a value is called by its label, and by a name of its own where the version has names', () => {
  const given = [{ fieldLabel: 'Your name', fieldName: 'name' }]
  expect(readElements(given, true)).toMatchObject([{ name: 'name', presets: ['name', 'Your name'] }])
  expect(readElements(given, false)).toMatchObject([{ name: 'Your name', presets: ['Your name'] }])
})

test('own HTML becomes a value only where it has a name', () => {
  expect(readElements([{ fieldType: 'html', html: '<b>' }], true)).toMatchObject([
    { name: undefined, field: { kind: 'markup', markup: '<b>', submitted: false } },
  ])
  expect(readElements([{ fieldType: 'html', html: '<b>', elementName: 'n' }], true)).toMatchObject([
    { name: 'n', field: { submitted: true } },
  ])
})
