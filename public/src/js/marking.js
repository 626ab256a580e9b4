// Marking answers by the keyboard: a digit chooses a level while a criterion has the focus, Ctrl and Enter assign.
// The digits act in the criterion only, so that they never clash with typing.
for (const help of document.querySelectorAll('[data-shortcuts]')) help.hidden = false

for (const form of document.querySelectorAll('form[data-marking]')) {
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      form.requestSubmit(form.querySelector('button[value="assign"], button[value="change"]'))
      return
    }
    const levels = event.target.closest('fieldset')?.querySelectorAll('input[type="radio"]')
    const level = levels && /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey && levels[event.key - 1]
    if (!level) return
    event.preventDefault()
    level.checked = true
    level.focus()
  })
}
