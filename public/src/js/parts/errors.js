// focusErrors takes the reader to what must be read first: the summary of a form's errors.
export function focusErrors() {
  const summary = document.querySelector('[data-focus]')
  if (!summary) return
  summary.focus({ preventScroll: true })
  summary.scrollIntoView({ block: 'start' })
  summary.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]')
    const field = link && document.getElementById(link.hash.slice(1))
    if (!field) return
    event.preventDefault()
    field.focus({ preventScroll: true })
    const label = field.labels?.[0] ?? field
    label.scrollIntoView({ block: 'center' })
  })
}
