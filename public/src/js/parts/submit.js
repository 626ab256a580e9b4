// submitOnce keeps an impatient second click from sending a form twice.
export function submitOnce() {
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (event.defaultPrevented || form.method !== 'post') return
    if (form.dataset.sent) {
      event.preventDefault()
      return
    }
    form.dataset.sent = 'true'
    event.submitter?.setAttribute('aria-disabled', 'true')
  })
  // A page that comes back from the browser's memory may be sent again.
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent
      form.querySelector('[aria-disabled]')?.removeAttribute('aria-disabled')
    }
  })
}
