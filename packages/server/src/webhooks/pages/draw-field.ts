/**
 * Draws one field of a form, with its label and what is wrong with it. Labels hold the author's words and nothing
 * else; what is required or optional is said by attributes and style.
 */
import type { FormField } from '@millrace/sdk'
import { cleanMarkup } from './clean-markup.ts'
import { type Html, markup } from './html.ts'

export interface DrawnField {
  readonly drawn: Html
  /** Rules that stood in an author's markup. */
  readonly css: string
}

type Asked = Extract<FormField, { readonly label: string }>
type Choices = Extract<FormField, { readonly kind: 'choices' }>

/** Choices of which some are needed are required, whatever else they say. */
export function mustBeFilledIn(field: Asked): boolean {
  return field.required || (field.kind === 'choices' && field.atLeast > 0)
}

export async function drawField(field: FormField, place: number, problem: string | undefined): Promise<DrawnField> {
  const name = `field-${place}`
  switch (field.kind) {
    case 'hidden':
      return { drawn: hidden(name, field.value), css: '' }
    case 'markup': {
      const { html, css, hasBlocks } = await cleanMarkup(field.markup)
      const shown = markup`<div class="form-group words${!hasBlocks && ' plain'}">${html}</div>\n`
      return { drawn: markup`${shown}${field.submitted && hidden(name, field.markup)}`, css }
    }
    case 'choices':
      return { drawn: drawChoices(field, name, problem), css: '' }
    default:
      return { drawn: drawLabelled(field, name, problem), css: '' }
  }
}

function hidden(name: string, value: string): Html {
  return markup`<input type="hidden" name="${name}" value="${value}">\n`
}

function drawLabelled(field: Exclude<Asked, Choices>, name: string, problem: string | undefined): Html {
  return markup`<div class="form-group asked${mustBeFilledIn(field) && ' required'}"><label for="${name}">${field.label}</label>
${drawControl(field, name, problem)}${said(name, problem)}</div>\n`
}

/** Always there: a screen reader tells what comes into it. */
function said(name: string, problem: string | undefined): Html {
  return markup`<p class="problem" id="${name}-problem" role="alert">${problem}</p>`
}

function drawControl(field: Exclude<Asked, Choices>, name: string, problem: string | undefined): Html {
  const about = markup`id="${name}" name="${name}" class="form-input" aria-describedby="${name}-problem"${
    field.required && markup` required`
  }${problem !== undefined && markup` aria-invalid="true"`}`
  switch (field.kind) {
    case 'line': {
      const { type, value, placeholder } = field
      const step = type === 'number' && markup` step="any"`
      return markup`<input type="${type}" ${about}${given('value', value)}${given('placeholder', placeholder)}${step}>`
    }
    case 'lines':
      // The first line break after the tag is no part of the value.
      return markup`<textarea ${about} rows="4"${given('placeholder', field.placeholder)}>\n${field.value}</textarea>`
    case 'dropdown':
      return markup`<select ${about}>${optionsOf(field.options, field.value)}</select>`
    case 'files':
      return markup`<input type="file" ${about}${field.several && markup` multiple`}${given('accept', field.accept)}>`
  }
}

function given(name: string, value: string): Html | false {
  return value !== '' && markup` ${name}="${value}"`
}

/** The options, behind one that chooses nothing. */
function optionsOf(options: readonly string[], chosen: string): readonly Html[] {
  const selected = (is: boolean) => is && markup` selected`
  return [
    markup`<option value=""${selected(!options.includes(chosen))}>Choose one…</option>`,
    ...options.map((one) => markup`<option value="${one}"${selected(one === chosen)}>${one}</option>`),
  ]
}

/**
 * Boxes to check. Of a group of which one can be chosen the script makes what browsers know for it; a visitor without
 * script reads how many to choose, and the server looks.
 */
function drawChoices(field: Choices, name: string, problem: string | undefined): Html {
  const { label, several, atLeast, atMost, options, values } = field
  const hint = hintOf(field)
  const shown = hint !== '' && markup`<p class="hint" id="${name}-hint">${hint}</p>`
  const boxes = options.map((one, i) => {
    const box = markup`type="checkbox" id="${name}-${i}" name="${name}" value="${one}"${values.includes(one) && markup` checked`}`
    return markup`<div class="option"><input ${box}><label for="${name}-${i}">${one}</label></div>\n`
  })
  const limits = markup`data-at-least="${atLeast}" data-at-most="${atMost ?? ''}" data-hint="${hint || 'Choose at least one.'}"`
  const role = several ? markup`role="group"` : markup`role="radiogroup" data-one`
  const about = markup`aria-labelledby="${name}-label" aria-describedby="${hint !== '' && `${name}-hint `}${name}-problem"`
  return markup`<div class="form-group asked${mustBeFilledIn(field) && ' required'}" ${limits}><label id="${name}-label">${label}</label>
${several ? shown : markup`<noscript>${shown}</noscript>`}<div ${role} ${about}>${boxes}</div>${said(name, problem)}</div>\n`
}

/** How many to choose, where that is not plain from the field. */
function hintOf({ several, atLeast, atMost }: Choices): string {
  if (!several) return 'Choose one.'
  if (atMost === null) return atLeast > 1 ? `Choose at least ${atLeast}.` : ''
  if (atLeast === atMost) return `Choose ${atMost}.`
  return atLeast === 0 ? `Choose up to ${atMost}.` : `Choose ${atLeast} to ${atMost}.`
}
