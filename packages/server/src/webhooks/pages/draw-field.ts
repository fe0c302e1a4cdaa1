/** Draws one field of a form, with its label and what is wrong with it. */
import type { FormField } from '@millrace/sdk'
import { html, type Html } from './html.ts'

export function drawField(field: FormField, place: number, problem: string | undefined): Html {
  const name = `field-${place}`
  const wrong = problem !== undefined && html`<p id="${name}-problem">${problem}</p>`
  switch (field.kind) {
    case 'line':
      return html`<p>
        <label for="${name}">${field.label}</label>
        <input
          id="${name}"
          name="${name}"
          type="${field.type}"
          value="${field.value}"
          placeholder="${field.placeholder}"
          ${required(field)}
        />${wrong}
      </p>`
    case 'lines':
      return html`<p>
        <label for="${name}">${field.label}</label>
        <textarea id="${name}" name="${name}" placeholder="${field.placeholder}" ${required(field)}>
${field.value}</textarea
        >${wrong}
      </p>`
    case 'dropdown':
      return html`<p>
        <label for="${name}">${field.label}</label>
        <select id="${name}" name="${name}" ${required(field)}>
          <option value="">Choose…</option>
          ${field.options.map((option) => html`<option${option === field.value && html` selected`}>${option}</option>`)}</select
        >${wrong}
      </p>`
    case 'choices':
      return html`<fieldset>
        <legend>${field.label}</legend>
        ${field.options.map(
          (option) =>
            html`<label
              ><input
                type="${field.several ? 'checkbox' : 'radio'}"
                name="${name}"
                value="${option}"
                ${field.values.includes(option) && html` checked`}
              />${option}</label
            >`,
        )}${wrong}
      </fieldset>`
    case 'files':
      return html`<p>
        <label for="${name}">${field.label}</label>
        <input
          id="${name}"
          name="${name}"
          type="file"
          accept="${field.accept}"
          ${field.several && html` multiple`}${required(field)}
        />${wrong}
      </p>`
    case 'hidden':
      return html`<input type="hidden" name="${name}" value="${field.value}" />`
    case 'markup':
      return html`<p>${field.markup}</p>`
  }
}

function required(field: { readonly required: boolean }): Html | false {
  return field.required && html` required`
}
