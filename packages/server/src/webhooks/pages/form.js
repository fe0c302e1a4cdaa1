/**
 * What a form page does besides what its markup does without any script: problems stand beside their fields, in the
 * words of the browser; what was filled in survives when it cannot be sent; and it is sent once.
 */
const form = document.querySelector('form')
const card = document.querySelector('.card')

// One of several can be chosen with the keys that people know for it. Without script, each is a box to check.
for (const box of document.querySelectorAll('[data-one] input')) box.type = 'radio'

if (form) {
  const button = form.querySelector('button')
  const trouble = form.querySelector('.trouble')
  let busy = false

  /** @param {Element} group @param {string} message */
  const say = (group, message) => {
    group.querySelector('.problem').textContent = message
    for (const control of group.querySelectorAll('.form-input, [role]'))
      control.setAttribute('aria-invalid', String(message !== ''))
  }

  /** @param {Element} group */
  const problemOf = (group) => {
    const { atLeast, atMost, hint } = group.dataset
    if (hint !== undefined) {
      const chosen = group.querySelectorAll('input:checked').length
      return chosen < Number(atLeast) || (atMost && chosen > Number(atMost)) ? hint : ''
    }
    const control = group.querySelector('.form-input')
    return control && !control.checkValidity() ? control.validationMessage : ''
  }

  /** Whether all is filled in as it should be; goes to the first field that is not. */
  const check = () => {
    const groups = [...form.querySelectorAll('.asked')]
    const wrong = groups.filter((group) => {
      const message = problemOf(group)
      say(group, message)
      return message !== ''
    })
    wrong[0]?.querySelector('input, select, textarea')?.focus()
    return wrong.length === 0
  }

  /** @param {boolean} now */
  const setBusy = (now) => {
    busy = now
    button.setAttribute('aria-disabled', String(now))
  }

  const send = async () => {
    setBusy(true)
    trouble.textContent = ''
    try {
      const headers = { accept: 'text/html' }
      const response = await fetch(form.action, { method: 'POST', body: new FormData(form), headers })
      const ending = document.querySelector('[data-ending]')
      if (response.ok && ending) return showEnding(ending)
      show(new DOMParser().parseFromString(await response.text(), 'text/html'))
    } catch {
      trouble.textContent = trouble.dataset.text
    }
    setBusy(false)
  }

  /** @param {Element} ending */
  const showEnding = (ending) => {
    const link = ending.querySelector('a[data-leave]')
    if (link) return location.replace(link.href)
    ending.hidden = false
    form.closest('section').remove()
    ending.querySelector('h1')?.focus()
  }

  /** The page that was answered instead: problems of this form, or why it was not taken. @param {Document} page */
  const show = (page) => {
    const problems = [...page.querySelectorAll('.problem:not(:empty)')]
    if (problems.length > 0) {
      for (const { id, textContent } of problems) say(document.getElementById(id).closest('.asked'), textContent)
      return document.getElementById(problems[0].id).closest('.asked').querySelector('input, select, textarea').focus()
    }
    const next = page.querySelector('.card')
    if (next === null) throw new TypeError('The answer is no page.')
    document.title = page.title
    card.replaceWith(next)
    document.querySelector('h1')?.focus()
  }

  form.noValidate = true
  form.addEventListener('input', ({ target }) => {
    const group = target.closest('.asked')
    if (group?.querySelector('.problem:not(:empty)')) say(group, problemOf(group))
  })
  form.addEventListener('submit', (event) => {
    if (busy || !check()) return event.preventDefault()
    if (form.dataset.inPlace === undefined) return setBusy(true)
    event.preventDefault()
    void send()
  })
  // A page that the browser kept as it was is as good as new.
  addEventListener('pageshow', () => setBusy(false))
}
