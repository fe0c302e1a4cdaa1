import type { Page } from 'playwright-core'

/**
 * The buttons, links and fields of a page that a screen reader could not name. The check runs in the page, so
 * it travels as text.
 */
export function unnamedControls(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`(() => {
    const filled = (text) => (text ?? '').trim() !== ''
    const named = (element) =>
      filled(element.getAttribute('aria-label')) ||
      filled(element.getAttribute('title')) ||
      element.hasAttribute('aria-labelledby') ||
      ('labels' in element && element.labels !== null ? element.labels.length > 0 || filled(element.textContent) : filled(element.textContent))
    return [...document.querySelectorAll('button, a[href], input, textarea, [role=button], [role=switch]')]
      .filter((element) => element.getClientRects().length > 0 && !element.closest('[aria-hidden=true]'))
      .filter((element) => !named(element))
      .map((element) => element.outerHTML.slice(0, 160))
  })()`)
}
