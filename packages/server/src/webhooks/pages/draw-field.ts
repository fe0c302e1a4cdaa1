/**
 * Draws one field of a form, with its label and what is wrong with it. Labels hold the author's words and nothing
 * else; what is required or optional is said by attributes and style.
 */
import type { FormField } from '@millrace/sdk'
import { cleanMarkup } from './clean-markup.ts'
import { html, type Html } from './html.ts'

export interface DrawnField {
  readonly markup: Html
  /** Rules that stood in an author's markup. */
  readonly css: string
}

type Asked = Extract<FormField, { readonly label: string }>
type Choices = Extract<FormField, { readonly kind: 'choices' }>

export async function drawField(field: FormField, place: number, problem: string | undefined): Promise<DrawnField> {
  const name = `field-${place}`
  switch (field.kind) {
    case 'hidden':
      return { markup: hidden(name, field.value), css: '' }
    case 'markup': {
      const { html: words, css, hasBlocks } = await cleanMarkup(field.markup)
      const shown = html`<div class="form-group words${hasBlocks ? '' : ' plain'}">${words}</div>`
      return { markup: html`${shown}${field.submitted && hidden(name, field.markup)}`, css }
    }
    case 'choices':
      return { markup: drawChoices(field, name, problem), css: '' }
    default:
      return { markup: group(field, name, problem, drawControl(field, name, problem)), css: '' }
  }
}

function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" /> `
}

function group({ label, required }: Asked, name: string, problem: string | undefined, control: Html): Html {
  return html`<div class="form-group asked${required && ' required'}">
    <label for="${name}">${label}</label> ${control}${said(name, problem)}
  </div> `
}

/** Always there: a screen reader tells what comes into it. */
function said(name: string, problem: string | undefined): Html {
  return html`<p class="problem" id="${name}-problem" role="alert">${problem}</p>`
}

function drawControl(field: Exclude<Asked, Choices>, name: string, problem: string | undefined): Html {
  const about = html`id="${name}" name="${name}" class="form-input"
  aria-describedby="${name}-problem"${
    field.required && html` required`
  }${problem !== undefined && html` aria-invalid="true"`}`
  switch (field.kind) {
    case 'line':
      return html`<input
        type="${field.type}"
        ${about}${attribute('value', field.value)}${attribute('placeholder', field.placeholder)}${
          field.type === 'number' && html` step="any"`
        }
      />`
    case 'lines':
      // The first line break after the tag is no part of the value.
      return html`<textarea ${about} rows="4" ${attribute('placeholder', field.placeholder)}>${field.value}</textarea>`
    case 'dropdown':
      return html`<select ${about}>
        <option value="" ${!field.options.includes(field.value) && html` selected`}>Choose one…</option>
        ${field.options.map(
          (option) => html`<option value="${option}" ${option === field.value && html` selected`}>${option}</option>`,
        )}
      </select>`
    case 'files':
      return html`<input type="file" ${about}${field.several && html` multiple`}${attribute('accept', field.accept)} />`
  }
}

function attribute(name: string, value: string): Html | false {
  return value !== '' && html` ${name}="${value}"`
}

/**
 * Boxes to check. Of a group of which one can be chosen the script makes what browsers know for it; a visitor without
 * script reads how many to choose, and the server looks.
 */
function drawChoices(field: Choices, name: string, problem: string | undefined): Html {
  const hint = hintOf(field)
  const { several, atLeast, atMost, options, values } = field
  const shown = html`<p class="hint" id="${name}-hint">${hint}</p>`
  const boxes = options.map(
    (option, i) =>
      html`<div class="option">
        <input
          type="checkbox"
          id="${name}-${i}"
          name="${name}"
          value="${option}"
          ${values.includes(option) && html` checked`}
        /><label for="${name}-${i}">${option}</label>
      </div> `,
  )
  return html`<div
    class="form-group asked${field.required && ' required'}"
    data-at-least="${atLeast}"
    data-at-most="${atMost ?? ''}"
    data-hint="${hint || 'Choose at least one.'}"
  >
    <label id="${name}-label">${field.label}</label
    >${hint !== '' && (several ? shown : html`<noscript>${shown}</noscript>`)}
    <div
      role="${several ? 'group' : 'radiogroup'}"
      ${!several && html` data-one`}
      aria-labelledby="${name}-label"
      aria-describedby="${hint !== '' && `${name}-hint `}${name}-problem"
    >
      ${boxes}
    </div>
    ${said(name, problem)}
  </div> `
}

/** How many to choose, where that is not plain from the field. */
function hintOf({ several, atLeast, atMost }: Choices): string {
  if (!several) return 'Choose one.'
  if (atMost === null) return atLeast > 1 ? `Choose at least ${atLeast}.` : ''
  if (atLeast === atMost) return `Choose ${atMost}.`
  return atLeast === 0 ? `Choose up to ${atMost}.` : `Choose ${atLeast} to ${atMost}.`
}
