// confirmations asks before a form that says so is sent: <form data-confirm="…" data-confirm-yes="…" data-confirm-no="…">.
// A button may carry its own attributes, which then go before the form's.
export function confirmations() {
  document.addEventListener('submit', async (event) => {
    const form = event.target
    const said = event.submitter?.dataset.confirm ? event.submitter.dataset : form.dataset
    if (!said.confirm || form.dataset.confirmed) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (!(await ask(said))) return
    form.dataset.confirmed = 'true'
    form.requestSubmit(event.submitter)
    delete form.dataset.confirmed
  })
}

function element(tag, attributes, text) {
  const made = Object.assign(document.createElement(tag), attributes)
  made.textContent = text
  return made
}

// ask shows the question and promises whether the answer was yes.
export function ask({ confirm, confirmYes, confirmNo, confirmDanger }) {
  const dialog = document.createElement('dialog')
  const form = element('form', { method: 'dialog', className: 'actions' }, '')
  const yes = element('button', { value: 'yes', className: confirmDanger === undefined ? 'btn btn-primary' : 'btn btn-danger' }, confirmYes)
  const no = element('button', { value: 'no', className: 'btn btn-outline-primary', autofocus: true }, confirmNo)
  form.append(yes, no)
  const words = element('p', { id: 'confirm-words' }, confirm)
  dialog.setAttribute('aria-labelledby', words.id)
  dialog.append(words, form)
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'yes')
    })
  })
}
