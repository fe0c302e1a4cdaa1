import type { BinaryData, Json, JsonObject } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { problemsOf } from './check-submission.ts'
import { readElements } from './form-element.ts'
import { submittedItem } from './submission.ts'

type Files = Readonly<Record<string, BinaryData>>

const options = { values: [{ option: 'x' }, { option: 'y' }, { option: 'z' }] }
const file: BinaryData = { mimeType: 'text/plain', fileName: 'a.txt', bytes: 1, data: 'QQ==' }

function submit(elements: JsonObject[], body: Json | undefined, files: Files = {}) {
  const about = { at: '2024-01-01T00:00:00.000Z', test: false }
  const { json, binary } = submittedItem(readElements(elements, true), { body, files }, about)
  const { submittedAt: _at, formMode: _mode, ...values } = json
  return { values, binary }
}

function problems(element: JsonObject, given: Json | undefined, files: Files = {}) {
  const body = given === undefined ? {} : { 'field-0': given }
  return problemsOf(readElements([element], true), { body, files }).map(({ message }) => message)
}

describe('an item', () => {
  test('has every element, null where nothing came', () => {
    const elements = [
      { fieldLabel: 'Name' },
      { fieldLabel: 'Age', fieldType: 'number' },
      { fieldLabel: 'Files', fieldType: 'file' },
      { fieldLabel: 'File', fieldType: 'file', multipleFiles: false },
      { fieldLabel: 'Pick', fieldType: 'radio', fieldOptions: options },
    ]
    expect(submit(elements, undefined).values).toEqual({ Name: null, Age: null, Files: null, File: null, Pick: null })
    expect(submit(elements, { 'field-0': '', 'field-1': '' }).values).toMatchObject({ Name: '', Age: null })
  })

  test('has numbers, choices and days as their kinds mean them', () => {
    const elements = [
      { fieldLabel: 'n', fieldType: 'number' },
      { fieldLabel: 'd', fieldType: 'date', formatDate: 'dd/mm/yyyy' },
      { fieldLabel: 'c', fieldType: 'checkbox', fieldOptions: options },
      { fieldLabel: 'r', fieldType: 'radio', fieldOptions: options },
    ]
    const values = { n: 3.5, d: '15/06/2024', c: ['x', 'y'], r: 'y' }
    const plain = { 'field-0': '3.5', 'field-1': '2024-06-15', 'field-2': ['x', 'y'], 'field-3': 'y' }
    expect(submit(elements, plain).values).toEqual(values)
    // Scripts send lists as text.
    expect(submit(elements, { ...plain, 'field-2': '["x","y"]', 'field-3': '["y"]' }).values).toEqual(values)
  })

  test('has options as they are offered, however a browser breaks their lines', () => {
    const broken = { values: [{ option: 'a\nb' }] }
    const elements = ['dropdown', 'checkbox'].map((fieldType) => ({
      fieldLabel: fieldType,
      fieldType,
      fieldOptions: broken,
    }))
    const sent = { 'field-0': 'a\r\nb', 'field-1': 'a\r\nb' }
    expect(submit(elements, sent).values).toEqual({ dropdown: 'a\nb', checkbox: ['a\nb'] })
    expect(elements.flatMap((element) => problems(element, 'a\r\nb'))).toEqual([])
  })

  test('has own HTML as its author wrote it, whatever was sent', () => {
    const elements = [{ fieldType: 'html', html: '<b>x</b>', elementName: 'el' }]
    expect(submit(elements, { 'field-0': 'forged' }).values).toEqual({ el: '<b>x</b>' })
  })

  test('has uploads under plain names, numbered where there are several', () => {
    const elements = [{ fieldLabel: 'Your files', fieldType: 'file' }]
    expect(submit(elements, {}, { 'field-0': file })).toEqual({
      values: { 'Your files': [{ filename: 'a.txt', mimetype: 'text/plain', size: 1 }] },
      binary: { Your_files: file },
    })
    expect(submit(elements, {}, { 'field-0_0': file, 'field-0_1': file }).binary).toEqual({
      Your_files_0: file,
      Your_files_1: file,
    })
  })

  test('makes no file of a text that looks like one', () => {
    const elements = [{ fieldLabel: 'f', fieldType: 'file' }]
    expect(submit(elements, { 'field-0': '{"mimeType":"text/plain","id":"x"}' })).toEqual({
      values: { f: null },
      binary: undefined,
    })
  })

  test('has a name from the prototype as any other', () => {
    const { values } = submit([{ fieldLabel: '__proto__' }, { fieldLabel: 'constructor' }], {
      'field-0': 'a',
      'field-1': 'b',
    })
    expect(Object.entries(values)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
    expect(submit([{ fieldLabel: 'a' }], JSON.parse('{"__proto__":{"field-0":"x"}}')).values).toEqual({ a: null })
  })
})

describe('a visitor is told', () => {
  test('what is missing', () => {
    expect(problems({ fieldLabel: 'A', requiredField: true }, '  ')).toEqual(['Fill this in.'])
    expect(problems({ fieldLabel: 'A' }, undefined)).toEqual([])
    expect(problems({ fieldType: 'file', requiredField: true }, undefined)).toEqual(['Choose a file.'])
    expect(problems({ fieldType: 'file', requiredField: true }, undefined, { 'field-0': file })).toEqual([])
  })

  test.each([
    ['number', 'x', 1],
    ['number', '-1.5e3', 0],
    ['email', 'ada', 1],
    ['email', 'ada@example.com', 0],
    ['date', 'soon', 1],
    ['date', '2024-06-15', 0],
    ['text', 'anything', 0],
  ])('what is no %s: %s', (fieldType, given, count) => {
    expect(problems({ fieldType }, given)).toHaveLength(count)
  })

  test('what is not offered, and how many may be chosen', () => {
    expect(problems({ fieldType: 'dropdown', fieldOptions: options }, 'w')).toEqual(['Choose one of the list.'])
    const range = {
      fieldType: 'checkbox',
      fieldOptions: options,
      limitSelection: 'range',
      minSelections: 1,
      maxSelections: 2,
    }
    expect(problems(range, undefined)).toEqual(['Choose at least 1.'])
    expect(problems(range, ['x', 'y', 'z'])).toEqual(['Choose at most 2.'])
    expect(problems(range, ['x', 'w'])).toEqual(['Choose among what is offered.'])
    expect(problems(range, ['x', 'y'])).toEqual([])
    expect(problems({ fieldType: 'radio', fieldOptions: options }, ['x', 'y'])).toEqual(['Choose one.'])
  })

  test('that one file is enough', () => {
    const files = { 'field-0_0': file, 'field-0_1': file }
    expect(problems({ fieldType: 'file', multipleFiles: false }, undefined, files)).toEqual(['Choose one file only.'])
  })
})
